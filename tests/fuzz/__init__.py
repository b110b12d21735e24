"""Requests that Hypothesis makes of botocore's shapes, valid ones and broken ones."""
