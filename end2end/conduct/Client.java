import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Scanner;

/** What java.net.http makes of each request on standard input, with its defaults. */
class Client {
    public static void main(String[] args) {
        System.out.println("java.net.http, Java " + Runtime.version().feature());
        var client = HttpClient.newHttpClient();
        for (var lines = new Scanner(System.in); lines.hasNextLine(); ) {
            var fields = lines.nextLine().split("\t");
            var body = fields[3].isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(fields[3]);
            var request = HttpRequest.newBuilder(URI.create(fields[1])).method(fields[0], body).timeout(Duration.ofSeconds(Long.parseLong(fields[4])));
            if (!fields[2].isEmpty()) request.header(fields[2].split(": ")[0], fields[2].split(": ")[1]);
            try {
                var answer = client.send(request.build(), BodyHandlers.ofByteArray());
                System.out.println(answer.statusCode() + "\t" + answer.body().length + "\t");
            } catch (Exception error) {
                Throwable cause = error;
                while (cause.getCause() != null) cause = cause.getCause();
                // As it is printed if nobody catches it, without the stack and what is between.
                var caused = cause.toString().equals(error.toString()) ? "" : "\u001fCaused by: " + cause;
                System.out.println("\t\t" + (error + caused).replaceAll("\\s+", " "));
            }
        }
    }
}
