// ARNs with odd characters, presigned URLs, regions and accounts.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import * as sdk from "@aws-sdk/client-customer-profiles";
import { control, makeClient, plain } from "./mock.mjs";

const client = makeClient();
const DomainName = "shop";
const Uri = "arn:aws:appflow:us-east-1:1:flow/a//b c%2Fd";

const names = async (ofClient) =>
  (await ofClient.send(new sdk.ListDomainsCommand())).Items.map((item) => item.DomainName);

beforeEach(async () => {
  await control("POST", "reset");
  await client.send(new sdk.CreateDomainCommand({ DomainName, DefaultExpirationDays: 30 }));
});

test("an integration keeps the slashes, the blank and the percent sign of its ARN", async () => {
  const integration = { DomainName, Uri, ObjectTypeName: "Customer" };
  await client.send(new sdk.PutIntegrationCommand(integration));
  const got = await client.send(new sdk.GetIntegrationCommand({ DomainName, Uri }));
  assert.equal(got.Uri, Uri);
  const { Items } = await client.send(new sdk.ListIntegrationsCommand({ DomainName }));
  assert.deepEqual(Items.map((item) => item.Uri), [Uri]);

  const resourceArn = `arn:aws:profile:us-east-1:123456789012:domains/shop/integrations/${Uri}`;
  const tags = { "the/team": "a/b 50 %" };
  await client.send(new sdk.TagResourceCommand({ resourceArn, tags: { ...tags, other: "x" } }));
  await client.send(new sdk.UntagResourceCommand({ resourceArn, tagKeys: ["other"] }));
  const listed = await client.send(new sdk.ListTagsForResourceCommand({ resourceArn }));
  assert.deepEqual(plain(listed), { tags });
});

test("each region has its own domains", async () => {
  assert.deepEqual(await names(makeClient({ region: "eu-west-2" })), []);
  assert.deepEqual(await names(client), ["shop"]);
});

test("each account has its own domains", async () => {
  const accessKeyId = process.env.OTHER_ACCOUNTS_KEY;
  const other = makeClient({ credentials: { accessKeyId, secretAccessKey: "testing" } });
  assert.deepEqual(await names(other), []);
  await assert.rejects(other.send(new sdk.GetDomainCommand({ DomainName })), {
    message: "DomainName shop is not found in account 111122223333",
  });
  // Who the mock does not know is of the usual account.
  const credentials = { accessKeyId: "unknown", secretAccessKey: "testing" };
  assert.deepEqual(await names(makeClient({ credentials })), ["shop"]);
});

test("a presigned URL is answered to whoever has it", async () => {
  const url = await presigned(new sdk.ListDomainsCommand({ MaxResults: 1 }));
  const response = await fetch(url);
  assert.equal(response.status, 200);
  assert.equal((await response.json()).Items[0].DomainName, "shop");
});

// The client's own signer signs the request that it would have sent; nothing is sent.
async function presigned(command) {
  const signing = makeClient();
  let url;
  signing.middlewareStack.add(
    () => async ({ request }) => {
      const signer = await signing.config.signer({ name: "sigv4", signingName: "profile" });
      const options = { signingService: "profile", signingRegion: "us-east-1" };
      const { hostname, port, path, query } = await signer.presign(request, options);
      url = `http://${hostname}:${port}${path}?${new URLSearchParams(query)}`;
      return { output: {}, response: {} };
    },
    { step: "build", name: "presign" },
  );
  await signing.send(command);
  return url;
}
