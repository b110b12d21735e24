// Control calls with nothing but `fetch`.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import * as sdk from "@aws-sdk/client-customer-profiles";
import { control, makeClient } from "./mock.mjs";

const client = makeClient();
const SHOP = {
  version: 1,
  Domains: [
    { DomainName: "shop", DefaultExpirationDays: 30, Profiles: [{ FirstName: "Ann", LastName: "Lee" }] },
  ],
};

beforeEach(() => control("POST", "reset"));

async function found(name) {
  const search = { DomainName: "shop", KeyName: "_fullName", Values: [name] };
  return (await client.send(new sdk.SearchProfilesCommand(search))).Items;
}

test("a state is loaded, dumped, reset and loaded again", async () => {
  assert.deepEqual(await control("POST", "state", SHOP), [200, { status: "ok" }]);
  const [ann] = await found("Ann Lee");
  const [, dumped] = await control("GET", "state");
  assert.deepEqual(dumped.Domains.map((domain) => domain.DomainName), ["shop"]);

  await control("POST", "reset");
  await assert.rejects(found("Ann Lee"), { name: "ResourceNotFoundException" });

  await control("POST", "state", dumped);
  assert.deepEqual(await found("Ann Lee"), [ann]);
  assert.deepEqual(await control("GET", "state"), [200, dumped]);
});

test("what cannot be carried out is told with the reason", async () => {
  assert.deepEqual(await control("POST", "faults", { operation: "ListDomains" }), [
    400,
    { Message: "'error' is missing" },
  ]);
});

test("what is new can be hidden for some reads", async () => {
  await control("POST", "state", SHOP);
  assert.deepEqual(await control("POST", "lag", { reads: 1 }), [200, { reads: 1, seconds: 0 }]);
  const bob = { DomainName: "shop", FirstName: "Bob", LastName: "Ray" };
  const { ProfileId } = await client.send(new sdk.CreateProfileCommand(bob));
  assert.deepEqual(await found("Bob Ray"), []);
  assert.deepEqual((await found("Bob Ray")).map((item) => item.ProfileId), [ProfileId]);
});

test("the journal tells what was sent and answered", async () => {
  await client.send(new sdk.CreateDomainCommand({ DomainName: "shop", DefaultExpirationDays: 30 }));
  const [, [call]] = await control("GET", "calls?operation=CreateDomain");
  assert.equal(call.region, "us-east-1");
  assert.deepEqual(call.parameters, { DomainName: "shop", DefaultExpirationDays: 30 });
  assert.equal(call.response.DomainName, "shop");
});
