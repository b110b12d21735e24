// The server under test: clients of it, and a hand on it.

import * as sdk from "@aws-sdk/client-customer-profiles";

const address = process.env.CPROFILES_MOCK_ADDRESS;

export function makeClient(settings = {}) {
  return new sdk.CustomerProfilesClient({
    endpoint: address,
    region: "us-east-1",
    credentials: { accessKeyId: "testing", secretAccessKey: "testing" },
    ...settings,
  });
}

// Makes a control call, and resolves to its status and what it answers.
export async function control(method, path, body) {
  const request = { method, body: body && JSON.stringify(body) };
  const response = await fetch(`${address}/cprofiles-mock/${path}`, request);
  return [response.status, await response.json()];
}

// Answers without what the SDK adds to them.
export function plain({ $metadata, ...answer }) {
  return answer;
}
