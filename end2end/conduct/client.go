// What net/http makes of each request on standard input, with its defaults.
package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

func main() {
	fmt.Println("net/http,", "Go", runtime.Version()[2:])
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		fields := strings.Split(lines.Text(), "\t")
		var body io.Reader
		if fields[3] != "" {
			body = strings.NewReader(fields[3])
		}
		request, err := http.NewRequest(fields[0], fields[1], body)
		if err != nil {
			panic(err)
		}
		if name, value, set := strings.Cut(fields[2], ": "); set {
			request.Header.Set(name, value)
		}
		seconds, _ := strconv.Atoi(fields[4])
		client := &http.Client{Timeout: time.Duration(seconds) * time.Second}
		answer, err := client.Do(request)
		if err != nil {
			fmt.Printf("\t\t%v\n", err)
			continue
		}
		got, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil {
			fmt.Printf("%d\t%d\t%v\n", answer.StatusCode, len(got), err)
			continue
		}
		fmt.Printf("%d\t%d\t\n", answer.StatusCode, len(got))
	}
}
