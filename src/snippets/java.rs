use super::{BodyKind, Client, Example, quoted};

pub const CLIENT: Client = Client {
    id: "httpclient",
    name: "HttpClient",
    syntax: "java",
    file: "HttpStatusTest.java",
    run: "java HttpStatusTest.java",
    write,
};

/// java.net.http of the JDK (11 and later), which never follows a redirect unless told to.
fn write(example: &Example) -> String {
    let url = quoted(&example.url, '"');
    let method = match example.method {
        "GET" => ".GET()".to_owned(),
        method => format!(".method({}, HttpRequest.BodyPublishers.noBody())", quoted(method, '"')),
    };
    let comment = example.comment("//");
    let show = if example.body != BodyKind::None {
        "System.out.println(\"Response: \" + response.body());"
    } else {
        "System.out.println(\"Response has no content: \" + response.body().isEmpty());"
    };
    format!(
        "import java.net.URI;
import java.net.http.*;

public class HttpStatusTest {{
    public static void main(String[] args) throws Exception {{
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder()
            .uri(URI.create({url}))
            {method}
            .build();

        HttpResponse<String> response = client.send(request,
            HttpResponse.BodyHandlers.ofString());

        System.out.println(\"Status Code: \" + response.statusCode());{comment}
        {show}
    }}
}}"
    )
}
