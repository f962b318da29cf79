"""Writes the JSON Schema of ``run.json`` anew after a change of the model."""

from reports.files import replace_file
from reports.schema import PATH, render

replace_file(PATH, render().encode())
