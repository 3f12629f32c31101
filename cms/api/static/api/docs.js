// Shows the OpenAPI document of this server; a file of its own, so that a content security policy may forbid inline code.
const place = document.getElementById("docs");
SwaggerUIBundle({
  url: place.dataset.document,
  domNode: place,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
});
