//! Reading PEM files, with errors for people.

use std::{fs::File, io::Read};

use rustls::pki_types::{
    CertificateDer, CertificateRevocationListDer, PrivateKeyDer,
    pem::{self, PemObject},
};

use super::TlsError;

/// Longest file that is read: ten thousand certificates fit, and a device that never ends does not.
const LONGEST: u64 = 16 * 1024 * 1024;

/// All certificates of a file, which has at least one.
pub(super) fn certificates(setting: &str, file: &str) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    objects(setting, file, "certificate", "-----BEGIN CERTIFICATE-----")
}

/// All revocation lists of a file, which has at least one.
pub(super) fn revocation_lists(
    setting: &str,
    file: &str,
) -> Result<Vec<CertificateRevocationListDer<'static>>, TlsError> {
    objects(setting, file, "revocation list", "-----BEGIN X509 CRL-----")
}

/// The private key of a file.
pub(super) fn private_key(setting: &str, file: &str) -> Result<PrivateKeyDer<'static>, TlsError> {
    let content = read(setting, file)?;
    PrivateKeyDer::from_pem_slice(&content).map_err(|error| {
        let encrypted = content.windows(9).any(|part| part == b"ENCRYPTED");
        let what = if encrypted {
            "is protected by a password; write the key without one: `openssl pkey -in FILE -out FILE`"
                .to_owned()
        } else {
            not_pem(&error, "private key", "-----BEGIN PRIVATE KEY-----")
        };
        TlsError::of_file(setting, file, what)
    })
}

fn objects<T: PemObject>(setting: &str, file: &str, what: &str, begin: &str) -> Result<Vec<T>, TlsError> {
    let content = read(setting, file)?;
    let objects = T::pem_slice_iter(&content)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| TlsError::of_file(setting, file, not_pem(&error, what, begin)))?;
    if objects.is_empty() {
        return Err(TlsError::of_file(setting, file, not_pem(&pem::Error::NoItemsFound, what, begin)));
    }
    Ok(objects)
}

fn not_pem(error: &pem::Error, what: &str, begin: &str) -> String {
    match error {
        pem::Error::NoItemsFound => format!("holds no {what}: PEM was expected, with a line `{begin}`"),
        // What stands in the file is not repeated: it may be a key.
        _ => format!("is not valid PEM: a section of it is cut off or garbled; it should hold a {what}"),
    }
}

fn read(setting: &str, file: &str) -> Result<Vec<u8>, TlsError> {
    let mut content = Vec::new();
    let length = File::open(file)
        .and_then(|opened| opened.take(LONGEST + 1).read_to_end(&mut content))
        .map_err(|error| TlsError::of_file(setting, file, format_args!("cannot be read: {error}")))?;
    if length as u64 > LONGEST {
        return Err(TlsError::of_file(setting, file, "is longer than 16 MiB; it cannot be what is meant"));
    }
    Ok(content)
}
