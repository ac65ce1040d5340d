//! Who shows a certificate.

use std::{
    collections::BTreeMap,
    time::{Duration, UNIX_EPOCH},
};

use rustls::pki_types::CertificateDer;
use x509_parser::{certificate::X509Certificate, extensions::GeneralName, prelude::FromDer};

use super::{ClientName, TlsSettings};
use crate::{Caller, access};

/// Longest name of a caller, in bytes; it is written to logs.
const LONGEST_NAME: usize = 256;

/// How callers are told by their certificates, which have been verified before.
#[derive(Debug)]
pub(super) struct Identities {
    name: ClientName,
    roles: BTreeMap<String, Vec<String>>,
}

impl Identities {
    pub(super) fn of(settings: &TlsSettings) -> Self {
        Self { name: settings.client_name, roles: settings.client_roles.clone() }
    }

    /// The caller that a certificate names, with its roles, as long as the certificate is valid; or why there is none.
    pub(super) fn caller(&self, certificate: &CertificateDer<'_>) -> Result<Caller, &'static str> {
        let (_, parsed) =
            X509Certificate::from_der(certificate).map_err(|_| "the certificate cannot be read")?;
        let name = self.name(&parsed)?;
        // What stands in logs and in rules must be one line, and the same to the eye as to a comparison.
        if name.is_empty() || name.len() > LONGEST_NAME || !name.bytes().all(|it| matches!(it, b' '..=b'~')) {
            return Err("the name in the certificate is empty, longer than 256 bytes, or not plain ASCII");
        }
        let roles: Vec<&String> = self
            .roles
            .iter()
            .filter(|(pattern, _)| access::fits(pattern, &name))
            .flat_map(|(_, roles)| roles)
            .collect();
        let caller = Caller::named(&name).with_roles(roles);
        let end = u64::try_from(parsed.validity().not_after.timestamp()).unwrap_or_default();
        // A time beyond what this machine can count to is no end.
        Ok(match UNIX_EPOCH.checked_add(Duration::from_secs(end)) {
            Some(end) => caller.until(end),
            None => caller,
        })
    }

    fn name(&self, certificate: &X509Certificate<'_>) -> Result<String, &'static str> {
        if self.name == ClientName::Subject {
            let mut names = certificate.subject().iter_common_name();
            if let Some(name) = names.next() {
                if names.next().is_some() {
                    return Err("the certificate has several common names");
                }
                let text = name.as_str().map_err(|_| "the common name in the certificate is no text")?;
                return Ok(text.to_owned());
            }
        }
        let names =
            certificate.subject_alternative_name().map_err(|_| "the alternative names cannot be read")?;
        let names = names.map(|it| it.value.general_names.as_slice()).unwrap_or_default();
        names
            .iter()
            .find_map(|name| match name {
                GeneralName::DNSName(name) | GeneralName::URI(name) | GeneralName::RFC822Name(name) => {
                    Some((*name).to_owned())
                }
                _ => None,
            })
            .ok_or("the certificate names nobody: it has no common name and no alternative name")
    }
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, SanType};

    use super::{ClientName, Identities};
    use crate::tls::TlsSettings;

    /// The name and the roles of a certificate's caller.
    fn caller(
        common_names: &[&str],
        alternative: Option<SanType>,
        by: ClientName,
    ) -> Result<(String, Vec<String>), &'static str> {
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        for name in common_names {
            params.distinguished_name.push(DnType::CommonName, *name);
        }
        params.subject_alt_names.extend(alternative);
        let certificate = params.self_signed(&KeyPair::generate().unwrap()).unwrap();
        let mut settings = TlsSettings { client_name: by, ..TlsSettings::default() };
        for (pattern, role) in [("backup-*", "operator"), ("*-1", "first"), ("admin", "admin")] {
            settings.client_roles.insert(pattern.to_owned(), vec![role.to_owned()]);
        }
        let caller = Identities::of(&settings).caller(certificate.der())?;
        assert!(caller.expires().is_some());
        Ok((caller.name().unwrap().to_owned(), caller.roles().map(ToOwned::to_owned).collect()))
    }

    #[test]
    fn a_caller_is_who_the_certificate_names() {
        let dns = || Some(SanType::DnsName("backup-1".try_into().unwrap()));
        let uri = || Some(SanType::URI("spiffe://shop/stock".try_into().unwrap()));
        let both = ("backup-1".to_owned(), vec!["first".to_owned(), "operator".to_owned()]);
        assert_eq!(caller(&["backup-1"], None, ClientName::Subject), Ok(both.clone()));
        assert_eq!(caller(&["backup-1"], uri(), ClientName::Subject), Ok(both.clone()));
        assert_eq!(caller(&[], dns(), ClientName::Subject), Ok(both.clone()));
        assert_eq!(caller(&["admin"], dns(), ClientName::AlternativeName), Ok(both));
        assert_eq!(caller(&["admin"], uri(), ClientName::AlternativeName).unwrap().0, "spiffe://shop/stock");
        assert!(caller(&["admin"], None, ClientName::AlternativeName).is_err());
    }

    #[test]
    fn names_that_could_deceive_are_refused() {
        let long = "x".repeat(257);
        for name in ["", "admin\n2026 INFO all is well", "admin\u{0}", "\u{430}dmin", "a\u{202e}b", &long] {
            assert!(caller(&[name], None, ClientName::Subject).is_err(), "{name:?}");
        }
        assert!(caller(&[], None, ClientName::Subject).is_err());
    }
}
