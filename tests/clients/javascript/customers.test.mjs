// From a new domain to customers that are found, listed and changed.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import * as sdk from "@aws-sdk/client-customer-profiles";
import { control, makeClient, plain } from "./mock.mjs";

const client = makeClient();
const DomainName = "shop";

const CUSTOMER = {
  Description: "customers of the shop",
  AllowProfileCreation: true,
  Fields: {
    id: { Source: "_source.id", Target: "_profile.AccountNumber" },
    email: { Source: "_source.email", Target: "_profile.EmailAddress", ContentType: "EMAIL_ADDRESS" },
    city: { Source: "_source.city", Target: "_profile.Address.City" },
  },
  Keys: { customerId: [{ StandardIdentifiers: ["PROFILE", "UNIQUE"], FieldNames: ["id"] }] },
};

async function search(KeyName, ...Values) {
  const found = await client.send(new sdk.SearchProfilesCommand({ DomainName, KeyName, Values }));
  return found.Items;
}

beforeEach(async () => {
  await control("POST", "reset");
  await client.send(new sdk.CreateDomainCommand({ DomainName, DefaultExpirationDays: 30 }));
});

test("an object that was put is found as a customer", async () => {
  const type = { DomainName, ObjectTypeName: "Customer", ...CUSTOMER };
  const put = await client.send(new sdk.PutProfileObjectTypeCommand(type));
  assert.deepEqual(put.Fields, CUSTOMER.Fields);
  const Object = JSON.stringify({ id: "C-1", email: "zoë@example.com", city: "Zürich \u{1f600}" });
  const { ProfileObjectUniqueKey } = await client.send(
    new sdk.PutProfileObjectCommand({ DomainName, ObjectTypeName: "Customer", Object }),
  );

  const [customer, ...others] = await search("customerId", "C-1");

  assert.deepEqual(others, []);
  assert.equal(customer.EmailAddress, "zoë@example.com");
  assert.deepEqual(customer.Address, { City: "Zürich \u{1f600}" });
  const { ProfileId } = customer;
  const listed = await client.send(
    new sdk.ListProfileObjectsCommand({ DomainName, ObjectTypeName: "Customer", ProfileId }),
  );
  assert.deepEqual(listed.Items, [{ ObjectTypeName: "Customer", ProfileObjectUniqueKey, Object }]);
});

test("an update changes what it names, and an empty text removes", async () => {
  const { ProfileId } = await client.send(
    new sdk.CreateProfileCommand({ DomainName, FirstName: "Ann", PhoneNumber: "+12065550100" }),
  );
  const change = { DomainName, ProfileId, FirstName: "", Attributes: { tier: "gold" } };
  assert.deepEqual(plain(await client.send(new sdk.UpdateProfileCommand(change))), { ProfileId });

  const [{ FoundByItems, ...customer }] = await search("_phone", "2065550100");

  assert.deepEqual(FoundByItems, [{ KeyName: "_phone", Values: ["2065550100"] }]);
  assert.deepEqual(customer, {
    ProfileId,
    PhoneNumber: "+12065550100",
    Attributes: { tier: "gold" },
  });
});

test("times are dates", async () => {
  const before = new Date();
  const update = { DomainName, DefaultExpirationDays: 31 };
  const domain = await client.send(new sdk.UpdateDomainCommand(update));
  assert.ok(domain.CreatedAt instanceof Date);
  assert.ok(domain.CreatedAt < domain.LastUpdatedAt);
  assert.ok(domain.LastUpdatedAt - before < 60_000);
});

test("a list is read page by page, by its token", async () => {
  for (const other of ["second", "third"]) {
    await client.send(new sdk.CreateDomainCommand({ DomainName: other, DefaultExpirationDays: 9 }));
  }
  const first = await client.send(new sdk.ListDomainsCommand({ MaxResults: 2 }));
  assert.deepEqual(first.Items.map((item) => item.DomainName), ["shop", "second"]);
  const { NextToken } = first;
  const last = await client.send(new sdk.ListDomainsCommand({ MaxResults: 2, NextToken }));
  assert.deepEqual(last.Items.map((item) => item.DomainName), ["third"]);
  // So a loop over the pages ends.
  assert.equal(last.NextToken, undefined);
});

test("the SDK's paginator reads all pages", async () => {
  const matching = {
    DomainName: "matching",
    DefaultExpirationDays: 30,
    RuleBasedMatching: { Enabled: true, MatchingRules: [{ Rule: ["EmailAddress"] }] },
  };
  await client.send(new sdk.CreateDomainCommand(matching));
  for (const letter of "aabbcc") {
    const profile = { DomainName: "matching", EmailAddress: `${letter}@example.com` };
    await client.send(new sdk.CreateProfileCommand(profile));
  }
  const pages = sdk.paginateListRuleBasedMatches({ client, pageSize: 2 }, matching);
  const sizes = [];
  for await (const page of pages) {
    sizes.push(page.MatchIds.length);
  }
  assert.deepEqual(sizes, [2, 1]);
});
