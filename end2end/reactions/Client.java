import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Scanner;

/** What java.net.http makes of each address on standard input, with its defaults. */
class Client {
    public static void main(String[] args) {
        System.out.println("java.net.http, Java " + Runtime.version().feature());
        var client = HttpClient.newHttpClient();
        for (var lines = new Scanner(System.in); lines.hasNext(); ) {
            try {
                var request = HttpRequest.newBuilder(URI.create(lines.next())).timeout(Duration.ofSeconds(5)).build();
                System.out.println("status " + client.send(request, BodyHandlers.discarding()).statusCode());
            } catch (Exception error) {
                System.out.println("error " + error.getClass().getSimpleName());
            }
        }
    }
}
