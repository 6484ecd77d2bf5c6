package io.github.dbguard.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.InternetProtocol;
import com.github.dockerjava.api.model.NetworkSettings;
import com.github.dockerjava.api.model.Ports;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Turns the engine's answer into a {@link Container}. Every part of the answer may be missing: engines differ. */
final class Inspection {

    private Inspection() {}

    static Container container(InspectContainerResponse answer) {
        ContainerConfig config = Optional.ofNullable(answer.getConfig()).orElseGet(ContainerConfig::new);
        HostConfig host = Optional.ofNullable(answer.getHostConfig()).orElseGet(HostConfig::new);
        String name = Optional.ofNullable(answer.getName()).orElse(answer.getId());
        List<String> process = new ArrayList<>();
        Optional.ofNullable(answer.getPath()).ifPresent(process::add);
        process.addAll(list(answer.getArgs()));
        return new Container(
                answer.getId(),
                name.startsWith("/") ? name.substring(1) : name,
                Optional.ofNullable(config.getImage()).orElse(""),
                Optional.ofNullable(answer.getImageId()).orElse(""),
                config.getLabels() == null ? Map.of() : Map.copyOf(config.getLabels()),
                state(answer.getState()),
                mounts(answer, host),
                environment(config),
                addresses(answer.getNetworkSettings()),
                ports(answer.getNetworkSettings()),
                Boolean.TRUE.equals(host.getReadonlyRootfs()),
                Optional.ofNullable(config.getHostName()).orElse(""),
                Optional.ofNullable(host.getNetworkMode()).orElse(""),
                host.getRestartPolicy() == null
                        ? ""
                        : Optional.ofNullable(host.getRestartPolicy().getName()).orElse(""),
                time(answer.getCreated()),
                list(config.getEntrypoint()),
                list(config.getCmd()),
                List.copyOf(process));
    }

    static Container.State state(ContainerState state) {
        if (state == null) {
            return new Container.State("unknown", "none", null, 0, false);
        }
        String status = Optional.ofNullable(state.getStatus())
                .orElse(Boolean.TRUE.equals(state.getRunning()) ? "running" : "exited");
        String health = state.getHealth() == null || state.getHealth().getStatus() == null
                ? "none"
                : state.getHealth().getStatus();
        Long exitCode = state.getExitCodeLong();
        return new Container.State(
                status,
                health.isEmpty() ? "none" : health,
                time(state.getStartedAt()),
                exitCode == null ? 0 : exitCode.intValue(),
                Boolean.TRUE.equals(state.getOOMKilled()));
    }

    private static List<Container.Mount> mounts(InspectContainerResponse answer, HostConfig host) {
        List<Container.Mount> mounts = new ArrayList<>();
        if (answer.getMounts() != null) {
            answer.getMounts().forEach(mount -> mounts.add(mount(mount)));
        }
        // The engine lists --mount type=tmpfs among the mounts, but not --tmpfs.
        if (host.getTmpFs() != null) {
            host.getTmpFs().forEach((destination, options) -> {
                boolean readOnly = List.of(String.valueOf(options).split(",")).contains("ro");
                mounts.add(new Container.Mount("tmpfs", null, null, destination, !readOnly));
            });
        }
        return List.copyOf(mounts);
    }

    private static Container.Mount mount(InspectContainerResponse.Mount mount) {
        // docker-java has no getter for the type.
        Object type = mount.getRawValues().get("Type");
        String name = blankToNull(mount.getName());
        return new Container.Mount(
                type == null ? (name == null ? "bind" : "volume") : type.toString(),
                name,
                blankToNull(mount.getSource()),
                mount.getDestination() == null ? "" : mount.getDestination().getPath(),
                !Boolean.FALSE.equals(mount.getRW()));
    }

    static Map<String, String> environment(ContainerConfig config) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String entry : list(config.getEnv())) {
            int equals = entry.indexOf('=');
            environment.put(
                    equals < 0 ? entry : entry.substring(0, equals), equals < 0 ? "" : entry.substring(equals + 1));
        }
        return Collections.unmodifiableMap(environment);
    }

    private static List<String> addresses(NetworkSettings network) {
        List<String> addresses = new ArrayList<>();
        if (network != null && network.getNetworks() != null) {
            for (ContainerNetwork one : network.getNetworks().values()) {
                Optional.ofNullable(blankToNull(one.getIpAddress())).ifPresent(addresses::add);
                Optional.ofNullable(blankToNull(one.getGlobalIPv6Address())).ifPresent(addresses::add);
            }
        }
        return List.copyOf(addresses);
    }

    private static Map<Integer, Container.Published> ports(NetworkSettings network) {
        Map<Integer, Container.Published> ports = new TreeMap<>();
        if (network == null || network.getPorts() == null || network.getPorts().getBindings() == null) {
            return Map.of();
        }
        for (Map.Entry<ExposedPort, Ports.Binding[]> entry :
                network.getPorts().getBindings().entrySet()) {
            if (entry.getValue() == null || entry.getKey().getProtocol() != InternetProtocol.TCP) {
                continue;
            }
            for (Ports.Binding binding : entry.getValue()) {
                String port = Optional.ofNullable(binding.getHostPortSpec()).orElse("");
                if (port.matches("[1-9][0-9]{0,4}")) {
                    String ip = Optional.ofNullable(blankToNull(binding.getHostIp()))
                            .orElse("0.0.0.0");
                    // The engine lists IPv4 first, and a host without IPv6 lists the other one all the same.
                    ports.putIfAbsent(entry.getKey().getPort(), new Container.Published(ip, Integer.parseInt(port)));
                }
            }
        }
        return Collections.unmodifiableMap(ports);
    }

    /** Null for what is missing and for Go's zero time, which stands for "never". */
    private static Instant time(String text) {
        if (text == null || text.startsWith("0001-")) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static List<String> list(String[] array) {
        return array == null ? List.of() : List.of(array);
    }

    private static String blankToNull(String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
