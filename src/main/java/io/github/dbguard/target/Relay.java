package io.github.dbguard.target;

import io.github.dbguard.docker.Engine;
import io.github.dbguard.docker.ExecChannel;
import io.github.dbguard.docker.ExecCommand;
import io.github.dbguard.postgres.Road;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A road into a container: docker exec runs a relay there that joins its stdin and stdout with a TCP connection to
 * loopback, to another address of the container, or to the server's unix socket. So no port has to be published, it works on a remote engine, and where pg_hba.conf trusts loopback no
 * password is needed.
 *
 * <p>Invariant: when this side goes away, killed or not, the relay ends too, and with it the server's session and every
 * lock that it held. Each relay therefore ends as soon as <em>either</em> direction does.
 *
 * <p>Invariant: a relay leaves no orphan. In a container the server itself is process 1 as a rule, every orphan becomes
 * its child, and the postmaster takes a child that ends by a signal for a crashed backend: it ends all sessions and
 * recovers. So bash waits for both of its children, whichever way they end; the others have none. When this side
 * ends first, bash says goodbye to the server in its protocol (Terminate), and closes the connection when that does not
 * help: a server at work on an answer reads no goodbye, but notices that nobody is there.
 */
final class Relay {

    /**
     * Takes what the image has. Ends with 97 when it has nothing that can do it. Of the netcats only those will do that pass
     * on the end of their input, as busybox's does and OpenBSD's with -N: others would keep the server's session.
     */
    private static final String SCRIPT = """
            case $1 in /*) net= ;; *) net=y ;; esac
            if [ $net ] && command -v bash >/dev/null 2>&1; then
              exec bash -c 'exec 3<>"/dev/tcp/$0/$1" || exit 96; exec 2>/dev/null; trap "" PIPE
                cat <&0 >&3 & a=$!; cat <&3 & b=$!
                wait -n; kill $a; wait $a
                if kill -0 $b; then
                  printf "X\\0\\0\\0\\4" >&3; exec 3>&-
                  sleep 1 & s=$!; wait -n; kill $b $s
                fi
                wait; exit 0' "$1" "$2"
            elif [ $net ] && nc --help 2>&1 | grep -qi busybox; then
              exec nc "$1" "$2"
            elif command -v perl >/dev/null 2>&1; then
              exec perl -MIO::Socket::INET -MIO::Socket::UNIX -MIO::Select -e '
                $c = eval { require IO::Socket::IP } ? "IO::Socket::IP" : "IO::Socket::INET"; ($h, $p) = @ARGV;
                $s = $h =~ m{^/} ? IO::Socket::UNIX->new(Peer => $h) : $c->new(PeerAddr => $h, PeerPort => $p) or do { print STDERR $!; exit 96 };
                $w = IO::Select->new($s, \\*STDIN);
                while (1) { for my $h ($w->can_read) {
                  sysread($h, $b, 65536) or exit; my $o = $h == $s ? \\*STDOUT : $s;
                  for (my $d = 0; $d < length $b;) { $d += syswrite($o, $b, length($b) - $d, $d) || exit } } }' "$1" "$2"
            elif command -v python3 >/dev/null 2>&1; then
              exec python3 -c '
            import os, select, socket, sys
            if sys.argv[1].startswith("/"):
                s = socket.socket(socket.AF_UNIX)
                s.connect(sys.argv[1])
            else:
                s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
            while True:
                for h in select.select([0, s], [], [])[0]:
                    b = os.read(0, 65536) if h == 0 else s.recv(65536)
                    if not b:
                        sys.exit()
                    if h == 0:
                        s.sendall(b)
                    else:
                        while b:
                            b = b[os.write(1, b):]
            ' "$1" "$2"
            elif command -v socat >/dev/null 2>&1; then
              case $1 in
                /*) exec socat - "UNIX-CONNECT:$1" ;;
                *:*) exec socat - "TCP6:[$1]:$2" ;;
                *) exec socat - "TCP:$1:$2" ;;
              esac
            elif [ $net ] && nc -h 2>&1 | grep -q -e '-N'; then
              exec nc -N "$1" "$2"
            fi
            exit 97
            """;

    static final String LOOPBACK = "127.0.0.1";

    private Relay() {}

    /**
     * @param host an address of the container itself, as seen from inside
     * @param port where the server listens there
     */
    static Road into(Engine engine, String containerId, String host, int port) {
        ExecCommand command = ExecCommand.of("sh", "-c", SCRIPT, "dbguard-relay", host, Integer.toString(port))
                .named("the relay to PostgreSQL");
        return () -> new ChannelWire(engine.open(containerId, command));
    }

    /** By the unix socket, as the user of the operating system who has the server: whom {@code peer} knows. */
    static Road into(Engine engine, String containerId, UnixSocket socket) {
        ExecCommand command = ExecCommand.of("sh", "-c", SCRIPT, "dbguard-relay", socket.path(), "")
                .withUser(socket.owner())
                .named("the relay to PostgreSQL's socket");
        return () -> new ChannelWire(engine.open(containerId, command));
    }

    private record ChannelWire(ExecChannel channel) implements Road.Wire {
        @Override
        public InputStream in() {
            return channel.in();
        }

        @Override
        public OutputStream out() {
            return channel.out();
        }

        @Override
        public void readTimeout(int millis) {
            channel.readTimeout(millis);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
