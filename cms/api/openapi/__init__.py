"""The OpenAPI document, made from the schemas that the responses are validated against."""
