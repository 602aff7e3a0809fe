import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;

/** Serves one H2 file over the MongoDB wire protocol until SIGTERM, then closes the file and ends with 0. */
public final class MongoStandIn {
    private MongoStandIn() {}

    public static void main(String[] arguments) {
        String file = arguments[0];
        int port = Integer.parseInt(arguments[1]);
        MongoServer server = new MongoServer(new H2Backend(file));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.shutdownNow();
            Runtime.getRuntime().halt(0);
        }));
        server.bind("0.0.0.0", port);
        System.err.println("mongodb stand-in: listening on port " + port);
    }
}
