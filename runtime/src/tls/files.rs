//! From files to what rustls serves with.

use std::sync::Arc;

use rustls::{
    Error as RustlsError, RootCertStore, ServerConfig,
    crypto::{CryptoProvider, ring},
    pki_types::CertificateDer,
    server::{WebPkiClientVerifier, danger::ClientCertVerifier},
    sign::{CertifiedKey, SingleCertAndKey},
    version::{TLS12, TLS13},
};
use x509_parser::{certificate::X509Certificate, prelude::FromDer};

use super::{TlsError, TlsMode, TlsSettings, pem};

/// The settings and files as rustls takes them.
pub(super) fn load(settings: &TlsSettings) -> Result<Arc<ServerConfig>, TlsError> {
    let provider = Arc::new(ring::default_provider());
    let own = own_certificate(settings, &provider)?;
    let builder = ServerConfig::builder_with_provider(provider.clone())
        .with_protocol_versions(&[&TLS13, &TLS12])
        .map_err(|error| TlsError::of_file("cert_file", &settings.cert_file, error))?;
    let builder = match settings.mode {
        TlsMode::MtlsOnly => builder.with_client_cert_verifier(clients(settings, provider)?),
        _ => builder.with_no_client_auth(),
    };
    let mut config = builder.with_cert_resolver(Arc::new(SingleCertAndKey::from(own)));
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn own_certificate(settings: &TlsSettings, provider: &CryptoProvider) -> Result<CertifiedKey, TlsError> {
    let named = |setting, file: &str, what| {
        if file.is_empty() { Err(TlsError::missing_setting(setting, what)) } else { Ok(()) }
    };
    named("cert_file", &settings.cert_file, "name the PEM file with the certificate of the server")?;
    named("key_file", &settings.key_file, "name the PEM file with the private key of the certificate")?;
    let chain = pem::certificates("cert_file", &settings.cert_file)?;
    let key = pem::private_key("key_file", &settings.key_file)?;
    warn_of_times(&settings.cert_file, &chain[0])?;
    CertifiedKey::from_der(chain, key, provider).map_err(|error| match error {
        RustlsError::InconsistentKeys(_) => TlsError::of_file(
            "key_file",
            &settings.key_file,
            format_args!("holds another key than that of the certificate in `{}`", settings.cert_file),
        ),
        RustlsError::InvalidCertificate(error) => {
            TlsError::of_file("cert_file", &settings.cert_file, format_args!("is of no use: {error:?}"))
        }
        error => TlsError::of_file(
            "key_file",
            &settings.key_file,
            format_args!("holds a key that is of no use here: {error}"),
        ),
    })
}

/// Warns when a certificate is not valid today.
fn warn_of_times(file: &str, certificate: &CertificateDer<'_>) -> Result<(), TlsError> {
    let (_, parsed) = X509Certificate::from_der(certificate).map_err(|error| {
        TlsError::of_file("cert_file", file, format_args!("holds no X.509 certificate: {error}"))
    })?;
    let times = parsed.validity();
    let (from, until) = (times.not_before.timestamp(), times.not_after.timestamp());
    let now = now();
    if now > until {
        tracing::warn!(file, until = %times.not_after, "the certificate of the server has expired; clients refuse it");
    } else if now < from {
        tracing::warn!(file, from = %times.not_before, "the certificate of the server is not valid yet; clients refuse it");
    } else {
        tracing::info!(file, until = %times.not_after, "the certificate of the server was read");
    }
    Ok(())
}

fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// Which clients are let in.
fn clients(
    settings: &TlsSettings,
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ClientCertVerifier>, TlsError> {
    let file = &settings.ca_cert;
    if file.is_empty() {
        let what = "mode `mtls_only` needs the PEM file with the certificates that sign those of clients";
        return Err(TlsError::missing_setting("ca_cert", what));
    }
    let mut roots = RootCertStore::empty();
    for certificate in pem::certificates("ca_cert", file)? {
        roots.add(certificate).map_err(|error| {
            TlsError::of_file("ca_cert", file, format_args!("holds a certificate that is of no use: {error}"))
        })?;
    }
    let mut verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
    if !settings.crl_file.is_empty() {
        let lists = pem::revocation_lists("crl_file", &settings.crl_file)?;
        verifier = verifier.with_crls(lists).only_check_end_entity_revocation();
    }
    verifier.build().map_err(|error| {
        let (setting, file) = match error {
            rustls::server::VerifierBuilderError::InvalidCrl(_) => ("crl_file", &settings.crl_file),
            _ => ("ca_cert", file),
        };
        TlsError::of_file(setting, file, format_args!("is of no use: {error}"))
    })
}
