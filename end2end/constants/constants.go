// Prints each status code with its constant, as the source of net/http has them.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
)

func main() {
	source, err := os.ReadFile(filepath.Join(runtime.GOROOT(), "src", "net", "http", "status.go"))
	if err != nil {
		panic(err)
	}
	for _, found := range regexp.MustCompile(`(?m)^\s+(Status\w+)\s+= (\d{3})`).FindAllSubmatch(source, -1) {
		fmt.Printf("%s\thttp.%s\n", found[2], found[1])
	}
}
