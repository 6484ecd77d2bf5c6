package io.github.dbguard.docker;

import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.SSLConfig;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.github.dbguard.CannotProceed;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Finds the engine and hears from it that it is one. */
final class Connect {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(30);

    private Connect() {}

    /** @throws CannotProceed when the engine does not answer */
    static Engine to(String dockerHost) {
        DockerClientConfig config = EngineAddress.resolve(dockerHost);
        Api api;
        try {
            var http = new ZerodepDockerHttpClient.Builder()
                    .dockerHost(config.getDockerHost())
                    .sslConfig(tls(config))
                    .connectionTimeout(CONNECT)
                    .build();
            api = new Api(config, DockerClientImpl.getInstance(config, http));
        } catch (RuntimeException e) {
            throw EngineAddress.unreachable(config.getDockerHost(), e);
        }
        try {
            return new Engine(api, askVersion(api));
        } catch (ExecutionException e) {
            api.close();
            throw EngineAddress.unreachable(config.getDockerHost(), e.getCause());
        } catch (TimeoutException e) {
            api.close();
            throw EngineAddress.unreachable(
                    config.getDockerHost(),
                    new IOException("it took the connection, but said nothing for " + FIRST_ANSWER.toSeconds() + " s"));
        } catch (InterruptedException e) {
            api.close();
            Thread.currentThread().interrupt();
            throw new CannotProceed("Interrupted while connecting to the Docker engine at " + api.host(), e);
        }
    }

    private static SSLConfig tls(DockerClientConfig config) {
        return "unix".equals(config.getDockerHost().getScheme()) ? new NoTls() : config.getSSLConfig();
    }

    /** The first question has a time limit: later ones may take as long as a dump does. */
    private static String askVersion(Api api) throws ExecutionException, InterruptedException, TimeoutException {
        CompletableFuture<Version> answer = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        answer.complete(api.client().versionCmd().exec());
                    } catch (RuntimeException | LinkageError e) {
                        answer.completeExceptionally(e);
                    }
                },
                "dbguard-connect");
        thread.setDaemon(true);
        thread.start();
        return Optional.ofNullable(
                        answer.get(FIRST_ANSWER.toSeconds(), TimeUnit.SECONDS).getVersion())
                .orElse("unknown");
    }
}
