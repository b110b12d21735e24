// A stack of the AWS CDK, synthesized; prints its template.

import { App, CfnOutput, CfnParameter, Fn, Stack, Tags } from "aws-cdk-lib/core";
import { CfnInstance } from "aws-cdk-lib/aws-connect";
import { CfnDomain, CfnIntegration, CfnObjectType } from "aws-cdk-lib/aws-customerprofiles";
import { Key } from "aws-cdk-lib/aws-kms";
import { Queue } from "aws-cdk-lib/aws-sqs";

const stack = new Stack(new App(), "Shop");

const days = new CfnParameter(stack, "Days", { type: "Number", default: 366 });
const key = new Key(stack, "Key");
const rejected = new Queue(stack, "Rejected", { queueName: "rejected" });

const domain = new CfnDomain(stack, "Domain", {
  domainName: "cdk-shop",
  defaultExpirationDays: days.valueAsNumber,
  defaultEncryptionKey: key.keyArn,
  deadLetterQueueUrl: rejected.queueUrl,
  ruleBasedMatching: {
    enabled: true,
    matchingRules: [{ rule: ["EmailAddress"] }],
    maxAllowedRuleLevelForMatching: 1,
    maxAllowedRuleLevelForMerging: 1,
    attributeTypesSelector: {
      attributeMatchingModel: "ONE_TO_ONE",
      emailAddress: ["EmailAddress"],
    },
    conflictResolution: { conflictResolvingModel: "RECENCY" },
  },
});
// The tags of a key are more than moto's CloudFormation can take.
Tags.of(domain).add("team", "crm");

const customers = new CfnObjectType(stack, "Customers", {
  // The name alone would be no dependency.
  domainName: domain.ref,
  objectTypeName: "Customer",
  description: "Customers of the shop",
  allowProfileCreation: true,
  expirationDays: 30,
  fields: [
    {
      name: "email",
      objectTypeField: {
        source: "_source.email",
        target: "_profile.EmailAddress",
        contentType: "EMAIL_ADDRESS",
      },
    },
  ],
  keys: [
    {
      name: "_email",
      objectTypeKeyList: [{ standardIdentifiers: ["PROFILE", "UNIQUE"], fieldNames: ["email"] }],
    },
  ],
});

const desk = new CfnInstance(stack, "Desk", {
  identityManagementType: "CONNECT_MANAGED",
  instanceAlias: "desk",
  attributes: { inboundCalls: true, outboundCalls: true },
});
new CfnIntegration(stack, "Contacts", {
  domainName: domain.ref,
  uri: desk.attrArn,
  objectTypeName: "CTR",
});

const flow = new CfnIntegration(stack, "Flow", {
  domainName: domain.domainName,
  objectTypeName: "Customer",
  flowDefinition: {
    flowName: "customers",
    kmsArn: key.keyArn,
    sourceFlowConfig: {
      connectorType: "S3",
      sourceConnectorProperties: { s3: { bucketName: "bucket", bucketPrefix: "in" } },
    },
    tasks: [
      {
        taskType: "Map",
        sourceFields: ["email"],
        destinationField: "email",
        connectorOperator: { s3: "NO_OP" },
        taskProperties: [{ operatorPropertyKey: "DATA_TYPE", property: "string" }],
      },
    ],
    triggerConfig: {
      triggerType: "Scheduled",
      triggerProperties: {
        scheduled: {
          scheduleExpression: "rate(1hours)",
          dataPullMode: "Incremental",
          scheduleStartTime: 1795914385,
        },
      },
    },
  },
});
flow.addResourceDependency(customers);

new CfnOutput(stack, "Created", { value: domain.attrCreatedAt });
new CfnOutput(stack, "Status", { value: domain.attrRuleBasedMatchingStatus });
new CfnOutput(stack, "Name", { value: Fn.select(1, Fn.split("|", customers.ref)) });

const assembly = stack.node.root.synth();
process.stdout.write(JSON.stringify(assembly.getStackByName("Shop").template));
