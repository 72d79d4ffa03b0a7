"""What urllib.request makes of each address on standard input, with its defaults."""
import platform
import sys
import urllib.error
import urllib.request

print("urllib, Python", platform.python_version())
for url in sys.stdin.read().split():
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            line = f"status {answer.status}"
    except urllib.error.HTTPError as error:
        line = f"raises {error.code} HTTPError"
    except Exception as error:  # noqa: BLE001, every kind is a result here
        line = f"error {type(error).__name__}"
    print(line, flush=True)
