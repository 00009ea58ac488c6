"""The site: what all its pages share, and the pages that are about stocktake itself."""
