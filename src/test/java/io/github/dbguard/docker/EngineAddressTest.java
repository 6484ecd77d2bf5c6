package io.github.dbguard.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineAddressTest {

    @TempDir
    Path folder;

    @Test
    void sshIsRefusedWithTheCommandThatForwardsTheSocket() {
        assertThatThrownBy(() -> Engine.connect("ssh://deploy@db.example.org:2222"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("ssh://deploy@db.example.org:2222")
                .hasMessageContaining(
                        "ssh -fNL /tmp/dbguard-docker.sock:/var/run/docker.sock -p 2222 deploy@db.example.org")
                .hasMessageContaining("-Ddbguard.dockerHost=unix:///tmp/dbguard-docker.sock");
    }

    @Test
    void whatIsNoAddressIsRefusedWithOneThatIs() {
        for (String host : new String[] {"/var/run/docker.sock", "http://localhost:2375", "tcp://localhost", "a b"}) {
            assertThatThrownBy(() -> Engine.connect(host))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("dbguard.dockerHost");
        }
    }

    @Test
    void aSocketThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> Engine.connect("unix://" + folder + "/none.sock"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("unix://" + folder + "/none.sock")
                .hasMessageContaining("no such socket")
                .hasMessageContaining("systemctl start docker");
    }

    @Test
    void aSocketThatNobodyListensOnIsToldApart() throws IOException {
        Path socket = folder.resolve("stale.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();

        assertThatThrownBy(() -> Engine.connect("unix://" + socket))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("no engine listens");
    }

    @Test
    void aLackOfPermissionNamesTheGroup() {
        // As root there is no lack of permission to be had.
        CannotProceed answer = EngineAddress.unreachable(
                URI.create("unix:///var/run/docker.sock"),
                new RuntimeException(new SocketException("Permission denied")));

        assertThat(answer)
                .hasMessageContaining("no permission on the socket")
                .hasMessageContaining("usermod -aG docker")
                .hasMessageContaining("sudo");
    }

    @Test
    void aClosedPortIsNamed() throws IOException {
        int port;
        try (ServerSocket server = new ServerSocket(0)) {
            port = server.getLocalPort();
        }

        assertThatThrownBy(() -> Engine.connect("tcp://127.0.0.1:" + port))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("tcp://127.0.0.1:" + port)
                .hasMessageContaining("refused");
    }

    @Test
    void aContextThatIsNotThereIsNeverReplacedByTheLocalEngine() throws IOException {
        Assumptions.assumeTrue(System.getenv("DOCKER_HOST") == null && System.getenv("DOCKER_CONTEXT") == null);
        withDockerConfig(
                "{\"currentContext\":\"production\"}",
                () -> assertThatThrownBy(() -> Engine.connect(null))
                        .isInstanceOf(CannotProceed.class)
                        .hasMessageContaining("\"production\"")
                        .hasMessageContaining("docker context use"));
    }

    @Test
    void theCurrentContextNamesTheEngine() throws IOException {
        Assumptions.assumeTrue(System.getenv("DOCKER_HOST") == null && System.getenv("DOCKER_CONTEXT") == null);
        // The folder's name is the SHA-256 of the context's name.
        Path meta = folder.resolve(
                "contexts/meta/ab8e18ef4ebebeddc0b3152ce9c9006e14fc05242e3fc9ce32246ea6a9543074/meta.json");
        Files.createDirectories(meta.getParent());
        Files.writeString(
                meta,
                "{\"Name\":\"production\",\"Endpoints\":{\"docker\":{\"Host\":\"ssh://deploy@far\",\"SkipTLSVerify\":false}}}");
        withDockerConfig("{\"currentContext\":\"production\"}", () -> {
            assertThatThrownBy(() -> Engine.connect(null)).hasMessageContaining("ssh://deploy@far");
            assertThat(EngineAddress.resolve("unix:///elsewhere.sock").getDockerHost())
                    .isEqualTo(URI.create("unix:///elsewhere.sock"));
        });
    }

    private void withDockerConfig(String config, Runnable test) throws IOException {
        Files.writeString(folder.resolve("config.json"), config);
        System.setProperty("DOCKER_CONFIG", folder.toString());
        try {
            test.run();
        } finally {
            System.clearProperty("DOCKER_CONFIG");
        }
    }
}
