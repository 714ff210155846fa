// The reference, drawn from the description by Swagger UI. It follows the page's colours, and asks nobody outside.
const root = document.documentElement;
const place = document.querySelector("[data-reference]");
const night = matchMedia("(prefers-color-scheme: dark)");

function paint() {
  const scheme = root.dataset.colorScheme;
  root.classList.toggle("dark-mode", scheme === "dark" || (scheme === "auto" && night.matches));
}

night.addEventListener("change", paint);
paint();
window.SwaggerUIBundle({
  url: place.dataset.reference,
  domNode: place,
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: -1,
  filter: true,
  validatorUrl: null,
  showMutatedRequest: false,
  persistAuthorization: false,
});
