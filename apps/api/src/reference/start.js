/* Runs in the browser, on /api/reference: hands the document of this installation to Swagger UI. */
const answer = await fetch('/api/v1/openapi.json')
const place = document.querySelector('#reference')
if (answer.ok)
  globalThis.SwaggerUIBundle({
    spec: await answer.json(),
    domNode: place,
    deepLinking: true,
    defaultModelsExpandDepth: 0,
    docExpansion: 'list',
    displayOperationId: true,
    validatorUrl: null,
  })
else place.textContent = 'Sign in to the portal first, in another tab of this browser; then load this page again.'
