"""What urllib.request makes of each request on standard input, with its defaults."""
import platform
import sys
import traceback
import urllib.request

print("urllib, Python", platform.python_version())
for line in sys.stdin:
    method, url, header, body, seconds = line.rstrip("\n").split("\t")
    headers = dict([header.split(": ")]) if header else {}
    status = size = error = ""
    try:
        request = urllib.request.Request(url, body.encode() or None, headers, method=method)
        with urllib.request.urlopen(request, timeout=int(seconds)) as answer:
            status = answer.status
            size = len(answer.read())
    except Exception as raised:  # noqa: BLE001, every kind is a result here
        error = " ".join("".join(traceback.format_exception_only(raised)).split())
    print(status, size, error, sep="\t", flush=True)
