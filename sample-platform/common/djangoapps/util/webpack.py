"""Bundles in unit tests."""
from webpack_loader.loader import WebpackLoader


class NoBundles(WebpackLoader):
    """Pretends that every bundle exists and is empty: pages render without an asset build."""

    def get_bundle(self, bundle_name):
        """No chunks."""
        return []
