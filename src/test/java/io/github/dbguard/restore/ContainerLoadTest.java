package io.github.dbguard.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.docker.ExecResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerLoadTest {

    @Test
    void theFreeRoomIsWhatDfSays() {
        assertThat(ContainerLoad.freeBytes(
                        new ExecResult(0, "/dev/sda1  1000 600 400  60% /var/lib/postgresql/data\n", "")))
                .hasValue(400 * 1024);
    }

    @ParameterizedTest
    @CsvSource({
        "127, ''",
        "0, ''",
        "1, /dev/sda1 1000 600 400 60% /data",
        "0, /dev/sda1 - - - - /data",
        "0, /dev/sda1 1 1 99999999999999999999 1% /data"
    })
    void whereDfSaysNothingOfUseNobodyKnows(int exitCode, String stdout) {
        assertThat(ContainerLoad.freeBytes(new ExecResult(exitCode, stdout, "")))
                .isEmpty();
    }
}
