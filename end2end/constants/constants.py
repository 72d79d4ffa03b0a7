"""Prints each status code with its constant."""
from http import HTTPStatus

for status in HTTPStatus:
    print(int(status), f"http.HTTPStatus.{status.name}", sep="\t")
