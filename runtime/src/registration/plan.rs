//! Settings that were checked, and what they mean.

use std::{collections::BTreeMap, fs::File, io::BufReader, time::Duration};

use hyper::Uri;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{RegistrationError, RegistrationSettings, RegistrationTls};
use crate::config::Secret;

/// Settings that were checked, and what they mean.
#[derive(Debug)]
pub(super) struct Plan {
    /// Where the proxy is, without a slash at its end.
    pub(super) base: String,
    pub(super) register: Uri,
    pub(super) unregister: Uri,
    /// Where heartbeats go, if that was said.
    pub(super) heartbeat: Option<Uri>,
    pub(super) uuid: String,
    pub(super) on_start: bool,
    pub(super) on_stop: bool,
}

/// Shortest time between two heartbeats; a proxy that asks for less is not obeyed.
pub(super) const SHORTEST_INTERVAL: Duration = Duration::from_millis(100);

/// Longest text that a server tells of itself.
const LONGEST_TEXT: usize = 2_000;

impl Plan {
    /// Checks settings. The warnings say which keys should be written otherwise.
    pub(super) fn of(settings: &RegistrationSettings) -> Result<(Self, Vec<String>), RegistrationError> {
        let mut warnings = Vec::new();
        let base = base(settings, &mut warnings)?;
        let register = match &settings.register_url {
            Some(url) => address("register_url", url)?,
            None => below(&base, "/register")?,
        };
        let unregister = match &settings.unregister_url {
            Some(url) => {
                warnings.push(
                    "`unregister_url` is a key of mcp-proxy-adapter 8; `proxy_url` alone suffices".to_owned(),
                );
                address("unregister_url", url)?
            }
            None => below(&base, "/unregister")?,
        };
        let heartbeat = settings.heartbeat.url.as_deref();
        let heartbeat = heartbeat.map(|url| address("heartbeat.url", url)).transpose()?;
        for (name, text) in [
            ("server_id", &settings.server_id),
            ("server_name", &settings.server_name),
            ("description", &settings.description),
        ] {
            if text.len() > LONGEST_TEXT {
                return Err(refused(&format!("`{name}` is longer than {LONGEST_TEXT} bytes")));
            }
        }
        if settings.server_id.trim().is_empty() {
            return Err(refused("`server_id` is empty"));
        }
        if settings.heartbeat.interval.0 < SHORTEST_INTERVAL {
            return Err(refused("`heartbeat.interval` is shorter than 0.1 seconds"));
        }
        if settings.registration_timeout.0.is_zero() {
            return Err(refused("`registration_timeout` is no time at all"));
        }
        if let Some(url) = &settings.public_url {
            server_url(url)?;
        }
        tls_warnings(&settings.tls, &mut warnings)?;
        let plan = Self {
            base,
            register,
            unregister,
            heartbeat,
            uuid: uuid(settings.instance_uuid.as_deref())?,
            on_start: settings.auto_on_startup.unwrap_or(settings.auto_register_on_startup),
            on_stop: settings.auto_on_shutdown.unwrap_or(settings.auto_unregister_on_shutdown),
        };
        for (key, known, value) in [
            ("auto_on_startup", "auto_register_on_startup", settings.auto_on_startup),
            ("auto_on_shutdown", "auto_unregister_on_shutdown", settings.auto_on_shutdown),
        ] {
            if value.is_some() {
                warnings.push(format!("`{key}` is a key of mcp-proxy-adapter 8; write `{known}`"));
            }
        }
        Ok((plan, warnings))
    }

    /// A further address of the proxy.
    pub(super) fn below(&self, path: &str) -> Result<Uri, RegistrationError> {
        below(&self.base, path)
    }
}

/// The headers that say who asks; their values never show.
pub(super) fn headers(settings: &RegistrationSettings) -> BTreeMap<&'static str, String> {
    let method = match (&settings.token, &settings.tls.cert_file) {
        (Some(_), _) => "token",
        (None, Some(_)) => "certificate",
        (None, None) => "none",
    };
    let mut headers = BTreeMap::from([
        ("x-auth-method", method.to_owned()),
        ("x-client-type", "proxy_client".to_owned()),
        ("x-proxy-type", "mcp_proxy_adapter".to_owned()),
    ]);
    if let Some(token) = settings.token.as_ref().map(Secret::expose).filter(|it| !it.is_empty()) {
        headers.insert("authorization", format!("Bearer {token}"));
    }
    headers
}

/// Checks the address under which the proxy is to reach a server; it is without a slash at its end then.
pub(super) fn server_url(url: &str) -> Result<String, RegistrationError> {
    address("server_url", url)?;
    Ok(url.trim().trim_end_matches('/').to_owned())
}

fn base(settings: &RegistrationSettings, warnings: &mut Vec<String>) -> Result<String, RegistrationError> {
    let Some(url) = &settings.register_url else {
        address("proxy_url", &settings.proxy_url)?;
        return Ok(settings.proxy_url.trim().trim_end_matches('/').to_owned());
    };
    address("register_url", url)?;
    let url = url.trim().trim_end_matches('/');
    let base = url.strip_suffix("/register").unwrap_or(url).to_owned();
    warnings.push(format!("`register_url` is a key of mcp-proxy-adapter 8; write `proxy_url`: {base}"));
    Ok(base)
}

fn below(base: &str, path: &str) -> Result<Uri, RegistrationError> {
    address("proxy_url", &format!("{base}{path}"))
}

/// Reads an address of HTTP. A text that is none is not shown, since it may hold what nobody should see.
fn address(name: &str, url: &str) -> Result<Uri, RegistrationError> {
    let url = url.trim();
    if url.len() > LONGEST_TEXT {
        return Err(refused(&format!("`{name}` is longer than {LONGEST_TEXT} bytes")));
    }
    let uri: Uri = url.parse().map_err(|error| refused(&format!("`{name}` is not a URL: {error}")))?;
    let (Some("http" | "https"), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(refused(&format!(
            "`{name}` must be a complete URL, such as http://localhost:3004 or https://proxy.example"
        )));
    };
    if authority.as_str().contains('@') {
        return Err(refused(&format!("`{name}` holds a name or password; give credentials as `token`")));
    }
    if uri.query().is_some() {
        return Err(refused(&format!("`{name}` has a query, which is not kept; leave it out")));
    }
    Ok(uri)
}

fn uuid(given: Option<&str>) -> Result<String, RegistrationError> {
    let uuid = match given {
        Some(text) => Uuid::parse_str(text.trim())
            .map_err(|error| refused(&format!("`instance_uuid` is not a UUID: {error}")))?,
        None => Uuid::new_v4(),
    };
    Ok(uuid.to_string())
}

fn tls_warnings(tls: &RegistrationTls, warnings: &mut Vec<String>) -> Result<(), RegistrationError> {
    if tls.crl.is_some() {
        return Err(refused(
            "`tls.crl` is not supported; leave it out to go without a list of withdrawn certificates",
        ));
    }
    if tls.cert_file.is_some() != tls.key_file.is_some() {
        return Err(refused("`tls.cert_file` and `tls.key_file` belong together; one of them is missing"));
    }
    if tls.check_hostname == Some(false) || tls.verify_mode.is_some() {
        warnings.push(
            "`tls.check_hostname` and `tls.verify_mode` have no effect: the proxy's certificate is always checked"
                .to_owned(),
        );
    }
    Ok(())
}

/// How certificates are checked and shown; `None` where that is as usual.
pub(super) fn client_tls(tls: &RegistrationTls) -> Result<Option<rustls::ClientConfig>, RegistrationError> {
    use hyper_rustls::ConfigBuilderExt;
    if tls.ca_cert.is_none() && tls.cert_file.is_none() {
        return Ok(None);
    }
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| refused(&error.to_string()))?;
    let builder = match &tls.ca_cert {
        Some(file) => {
            let mut roots = rustls::RootCertStore::empty();
            for certificate in certificates("tls.ca_cert", file)? {
                roots
                    .add(certificate)
                    .map_err(|error| refused(&format!("`tls.ca_cert` ({file}): {error}")))?;
            }
            builder.with_root_certificates(roots)
        }
        None => builder
            .with_native_roots()
            .map_err(|error| refused(&format!("the certificates of the system cannot be read: {error}")))?,
    };
    let (Some(cert_file), Some(key_file)) = (&tls.cert_file, &tls.key_file) else {
        return Ok(Some(builder.with_no_client_auth()));
    };
    let chain = certificates("tls.cert_file", cert_file)?;
    let key = rustls::pki_types::pem::PemObject::from_pem_reader(open("tls.key_file", key_file)?)
        .map_err(|error| refused(&format!("`tls.key_file` ({key_file}) holds no key in PEM: {error}")))?;
    let config = builder.with_client_auth_cert(chain, key).map_err(|error| {
        refused(&format!("`tls.cert_file` and `tls.key_file` do not fit together: {error}"))
    })?;
    Ok(Some(config))
}

fn certificates(
    name: &str,
    file: &str,
) -> Result<Vec<rustls::pki_types::CertificateDer<'static>>, RegistrationError> {
    use rustls::pki_types::{CertificateDer, pem::PemObject};
    let read: Result<Vec<_>, _> = CertificateDer::pem_reader_iter(open(name, file)?).collect();
    match read {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) => Err(refused(&format!("`{name}` ({file}) holds no certificate in PEM"))),
        Err(error) => Err(refused(&format!("`{name}` ({file}) is not PEM: {error}"))),
    }
}

fn open(name: &str, file: &str) -> Result<BufReader<File>, RegistrationError> {
    let opened = File::open(file).map_err(|error| refused(&format!("`{name}` ({file}): {error}")))?;
    Ok(BufReader::new(opened))
}

fn refused(what: &str) -> RegistrationError {
    RegistrationError::Settings(what.to_owned())
}

/// What the proxy is told that belongs to this server alone, besides what the operator says.
pub(super) fn metadata(settings: &RegistrationSettings, uuid: &str, url: &str) -> Map<String, Value> {
    let mut metadata = Map::new();
    if let Ok(uri) = url.parse::<Uri>() {
        let scheme = uri.scheme_str().unwrap_or("http");
        let port = uri.port_u16().unwrap_or(if scheme == "https" { 443 } else { 80 });
        metadata.insert("protocol".to_owned(), scheme.into());
        metadata.insert("host".to_owned(), uri.host().unwrap_or_default().into());
        metadata.insert("port".to_owned(), port.into());
    }
    metadata.insert("uuid".to_owned(), uuid.into());
    metadata.extend(settings.metadata.clone());
    metadata
}

#[cfg(test)]
mod tests {
    use super::{super::RegistrationSettings, Plan};

    fn plan(json: serde_json::Value) -> Result<(Plan, Vec<String>), String> {
        let settings: RegistrationSettings = serde_json::from_value(json).unwrap();
        Plan::of(&settings).map_err(|error| error.to_string())
    }

    #[test]
    fn keys_of_all_generations_mean_the_same() {
        let (plain, warnings) = plan(serde_json::json!({"proxy_url": "http://proxy:3004/hub/"})).unwrap();
        assert!(warnings.is_empty());
        let (newest, warnings) = plan(serde_json::json!({
            "protocol": "mtls",
            "register_url": "http://proxy:3004/hub/register",
            "unregister_url": "http://proxy:3004/hub/unregister",
            "instance_uuid": "0b5f2f43-8b1a-4d62-9d24-0e5ca52d17c1",
            "auto_on_startup": false,
            "auto_on_shutdown": true,
            "heartbeat": {"url": "http://proxy:3004/hub/proxy/heartbeat", "interval": 30},
            "ssl": {"check_hostname": false, "verify_mode": "CERT_NONE"}
        }))
        .unwrap();
        assert_eq!(warnings.len(), 5, "{warnings:?}");
        for plan in [&plain, &newest] {
            assert_eq!(plan.base, "http://proxy:3004/hub");
            assert_eq!(plan.register, "http://proxy:3004/hub/register");
            assert_eq!(plan.unregister, "http://proxy:3004/hub/unregister");
        }
        assert!(plain.on_start && plain.on_stop && !newest.on_start && newest.on_stop);
        assert_eq!(newest.uuid, "0b5f2f43-8b1a-4d62-9d24-0e5ca52d17c1");
        assert_ne!(plain.uuid, plan(serde_json::json!({})).unwrap().0.uuid);
    }

    #[test]
    fn what_cannot_be_used_is_told_without_showing_it() {
        for (settings, expected) in [
            (serde_json::json!({"proxy_url": "localhost:3004"}), "`proxy_url` must be a complete URL"),
            (serde_json::json!({"proxy_url": "ftp://proxy"}), "`proxy_url` must be a complete URL"),
            (serde_json::json!({"proxy_url": ""}), "`proxy_url` is not a URL"),
            (
                serde_json::json!({"proxy_url": "http://me:hunter2@proxy"}),
                "`proxy_url` holds a name or password",
            ),
            (serde_json::json!({"proxy_url": "http://proxy/?key=hunter2"}), "`proxy_url` has a query"),
            (serde_json::json!({"register_url": "http://pro xy"}), "`register_url` is not a URL"),
            (serde_json::json!({"server_id": " "}), "`server_id` is empty"),
            (serde_json::json!({"server_id": "x".repeat(3000)}), "`server_id` is longer"),
            (serde_json::json!({"instance_uuid": "one"}), "`instance_uuid` is not a UUID"),
            (serde_json::json!({"heartbeat": {"interval": 0}}), "`heartbeat.interval` is shorter"),
            (serde_json::json!({"registration_timeout": 0}), "`registration_timeout` is no time"),
            (serde_json::json!({"tls": {"crl": "x"}}), "`tls.crl` is not supported"),
            (serde_json::json!({"tls": {"cert": "x"}}), "belong together"),
            (serde_json::json!({"public_url": "orders"}), "`server_url` must be a complete URL"),
        ] {
            let message = plan(settings.clone()).unwrap_err();
            assert!(message.contains(expected) && !message.contains("hunter2"), "{settings}: {message}");
        }
        let tls = super::RegistrationTls { ca_cert: Some("/no/such/file".to_owned()), ..Default::default() };
        assert!(super::client_tls(&tls).unwrap_err().to_string().contains("`tls.ca_cert` (/no/such/file)"));
    }

    #[test]
    fn credentials_do_not_show() {
        let settings: RegistrationSettings =
            serde_json::from_value(serde_json::json!({"token": "hunter2"})).unwrap();
        let shown = format!("{settings:?} {}", serde_json::to_string(&settings).unwrap());
        assert!(shown.contains("(secret)") && !shown.contains("hunter2"));
        assert_eq!(super::headers(&settings)["authorization"], "Bearer hunter2");
    }
}
