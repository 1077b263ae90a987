"use strict";

// Swagger UI has its dark colours under a class, which it sets only when someone clicks on its own switch.
const dark = matchMedia("(prefers-color-scheme: dark)");
const paint = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", paint);
paint();

SwaggerUIBundle({
  url: "/openapi.yaml",
  dom_id: "#interface",
  deepLinking: true,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  validatorUrl: null, // nobody else is asked about this file
});
