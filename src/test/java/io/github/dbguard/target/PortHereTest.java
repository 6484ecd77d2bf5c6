package io.github.dbguard.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a container's port is, seen from here. */
class PortHereTest {

    private static List<String> hosts(String engine, String ip, String... addresses) {
        return PortHere.of(engine, Containers.publishing(ip, 15432, addresses), 5432).stream()
                .map(here -> here.host() + ":" + here.port())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 127.0.0.1:15432",
        "'::', 127.0.0.1:15432",
        "127.0.0.1, 127.0.0.1:15432",
        "192.0.2.7, 192.0.2.7:15432"
    })
    void anEngineHereHasThePublishedPortAndTheContainersAddresses(String ip, String published) {
        assertThat(hosts("unix:///var/run/docker.sock", ip, "172.17.0.2", "fd00::2"))
                .containsExactly(published, "172.17.0.2:5432", "fd00::2:5432");
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0, shop.example.com:15432", "127.0.0.1, shop.example.com:15432", "192.0.2.7, 192.0.2.7:15432"})
    void anEngineElsewhereHasThePublishedPortAloneOnItsOwnMachine(String ip, String published) {
        assertThat(hosts("tcp://shop.example.com:2376", ip, "172.17.0.2")).containsExactly(published);
    }

    @Test
    void aPortThatIsNotPublishedIsNone() {
        assertThat(PortHere.of("unix:///s", Containers.publishing("0.0.0.0", 15432), 5433))
                .isEmpty();
    }
}
