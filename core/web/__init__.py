"""Pages: access to views, errors, redirects, middleware, components, static files."""
