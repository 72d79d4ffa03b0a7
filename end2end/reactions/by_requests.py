"""What requests makes of each address on standard input, with its defaults."""
import sys

import requests

print("requests", requests.__version__)
for url in sys.stdin.read().split():
    try:
        answer = requests.get(url, timeout=5)
        line = f"status {answer.status_code}"
    except requests.RequestException as error:
        line = f"error {type(error).__name__}"
    print(line, flush=True)
