"""A second proof: three applications, each written from the guides and the catalogue alone, before it was audited."""
