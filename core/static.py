"""The static build: one stylesheet joined from the component files, hashed names, compressed twins."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class CommonsStaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Manifest storage that also rewrites the imports of ES modules to hashed names."""

    support_js_module_import_aggregation = True
