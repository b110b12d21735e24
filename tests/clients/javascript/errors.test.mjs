// What a program sees of errors, and what the SDK does about them by itself.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import * as sdk from "@aws-sdk/client-customer-profiles";
import { control, makeClient } from "./mock.mjs";

const client = makeClient();

beforeEach(() => control("POST", "reset"));

const attempts = async () =>
  (await control("GET", "calls"))[1].map((call) => [call.attempt, call.error && call.error.code]);

test("what is missing is a ResourceNotFoundException", async () => {
  const call = client.send(new sdk.GetDomainCommand({ DomainName: "shop" }));
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof sdk.ResourceNotFoundException);
    assert.equal(error.name, "ResourceNotFoundException");
    assert.equal(error.message, "DomainName shop is not found in account 123456789012");
    assert.equal(error.$fault, "client");
    assert.equal(error.$metadata.httpStatusCode, 404);
    assert.match(error.$metadata.requestId, /^[0-9a-f-]{36}$/);
    return true;
  });
});

test("what breaks the model is a BadRequestException", async () => {
  const domain = { DomainName: "my shop", DefaultExpirationDays: 30 };
  await assert.rejects(client.send(new sdk.CreateDomainCommand(domain)), (error) => {
    assert.ok(error instanceof sdk.BadRequestException);
    assert.equal(
      error.message,
      "1 validation error detected: Value 'my shop' at 'domainName' failed to satisfy " +
        "constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9_-]+$",
    );
    return true;
  });
});

test("the SDK tries again when it is throttled", async () => {
  await control("POST", "faults", { operation: "ListDomains", error: "ThrottlingException" });
  const answer = await client.send(new sdk.ListDomainsCommand());
  assert.equal(answer.$metadata.attempts, 2);
  assert.deepEqual(await attempts(), [[1, "ThrottlingException"], [2, null]]);
});

test("a program sees what the last attempt got", async () => {
  const fault = { operation: "ListDomains", error: "ThrottlingException", message: "Slower" };
  await control("POST", "faults", fault);
  const once = makeClient({ maxAttempts: 1 });
  await assert.rejects(once.send(new sdk.ListDomainsCommand()), (error) => {
    assert.ok(error instanceof sdk.ThrottlingException);
    assert.equal(error.message, "Slower");
    assert.equal(error.$metadata.httpStatusCode, 429);
    return true;
  });
});

test("an error that the operation does not declare has the name that was asked for", async () => {
  const fault = { operation: "ListDomains", error: "ExpiredTokenException" };
  await control("POST", "faults", { ...fault, undeclared: true, status: 403 });
  await assert.rejects(client.send(new sdk.ListDomainsCommand()), {
    name: "ExpiredTokenException",
    message: "The security token included in the request is expired",
  });
});

test("a connection that is closed without an answer is tried again", async () => {
  const fault = { operation: "ListDomains", error: "ConnectionClosedError" };
  await control("POST", "faults", fault);
  await client.send(new sdk.ListDomainsCommand());
  assert.deepEqual(await attempts(), [[1, "ConnectionClosedError"], [2, null]]);

  await control("POST", "faults", fault);
  const once = makeClient({ maxAttempts: 1 });
  await assert.rejects(once.send(new sdk.ListDomainsCommand()), { code: "ECONNRESET" });
});

test("a program that gives up waiting sees a timeout", async () => {
  await control("POST", "faults", { operation: "ListDomains", error: "ReadTimeoutError" });
  const requestHandler = { requestTimeout: 300, throwOnRequestTimeout: true };
  const impatient = makeClient({ maxAttempts: 1, requestHandler });
  await assert.rejects(impatient.send(new sdk.ListDomainsCommand()), { name: "TimeoutError" });
});
