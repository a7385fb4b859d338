//! Reads CSV responses. Feature `csv`.

use super::{FromResponse, Response};
use plugin_schema::error::Result;
use serde::de::DeserializeOwned;

/// A CSV response with a header line. Each further line becomes a `T`. Feature `csv`.
#[derive(Clone, Debug, PartialEq)]
pub struct Csv<T>(pub Vec<T>);

impl<T: DeserializeOwned> FromResponse for Csv<T> {
    fn from_response(answer: Response) -> Result<Self> {
        let body = answer.body().strip_prefix("\u{feff}".as_bytes()).unwrap_or(answer.body());
        let rows = ::csv::Reader::from_reader(body).into_deserialize().collect::<std::result::Result<_, _>>();
        rows.map(Self).map_err(|error| answer.wrong(&error))
    }
}
