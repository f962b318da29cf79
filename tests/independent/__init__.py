"""A second proof: two applications, each written from the guides and the catalogue alone, before it was audited."""
