"""What requests makes of each request on standard input, with its defaults."""
import sys
import traceback

import requests

print("requests", requests.__version__)
for line in sys.stdin:
    method, url, header, body, seconds = line.rstrip("\n").split("\t")
    headers = dict([header.split(": ")]) if header else {}
    status = size = error = ""
    try:
        answer = requests.request(method, url, headers=headers, data=body or None, timeout=int(seconds))
        status, size = answer.status_code, len(answer.content)
    except requests.RequestException as raised:
        error = traceback.format_exception_only(raised)[-1].strip()
    print(status, size, error, sep="\t", flush=True)
