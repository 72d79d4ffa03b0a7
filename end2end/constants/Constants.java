import java.net.HttpURLConnection;

/** Prints each status code with its constant. */
class Constants {
    public static void main(String[] args) throws IllegalAccessException {
        for (var field : HttpURLConnection.class.getFields()) {
            // HTTP_VERSION is the code 505; HTTP_SERVER_ERROR is an old name of 500.
            if (field.getName().startsWith("HTTP_") && field.getAnnotation(Deprecated.class) == null) {
                System.out.println(field.getInt(null) + "\tHttpURLConnection." + field.getName());
            }
        }
    }
}
