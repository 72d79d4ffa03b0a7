// What net/http makes of each address on standard input, with its defaults.
package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"time"
)

func main() {
	fmt.Println("net/http,", "Go", runtime.Version()[2:])
	client := &http.Client{Timeout: 5 * time.Second}
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		answer, err := client.Get(lines.Text())
		if err != nil {
			fmt.Println("error", "url.Error")
			continue
		}
		io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
		fmt.Println("status", answer.StatusCode)
	}
}
