"""The static build: stylesheets and scripts are bundled, minified, given hashed names and compressed."""
