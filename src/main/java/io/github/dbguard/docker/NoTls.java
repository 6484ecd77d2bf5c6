package io.github.dbguard.docker;

import com.github.dockerjava.transport.SSLConfig;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * For an engine behind a socket file. docker-java's client makes a TLS context in any case, and reads and parses every
 * certificate that Java trusts for it: a tenth of a second and more of each goal, for a connection that has no TLS.
 */
final class NoTls implements SSLConfig {

    @Override
    public SSLContext getSSLContext() {
        return new SSLContext(new Unusable(), null, "none") {};
    }

    /** Nothing asks it: it fails whoever does, rather than to trust somebody. */
    private static final class Unusable extends SSLContextSpi {

        @Override
        protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
            throw noTls();
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            throw noTls();
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            throw noTls();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            throw noTls();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            throw noTls();
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            throw noTls();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            throw noTls();
        }

        private static UnsupportedOperationException noTls() {
            return new UnsupportedOperationException("a socket file has no TLS");
        }
    }
}
