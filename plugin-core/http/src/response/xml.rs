//! Reads XML responses. Feature `xml`.

use super::{FromResponse, Response};
use plugin_schema::error::{PluginError, Result};
use serde::de::DeserializeOwned;

/// An XML response as a struct: each element and each attribute (`#[serde(rename = "@name")]`) is a field. Feature `xml`. For a
/// document with unknown elements use [`XmlValue`].
#[derive(Clone, Debug, PartialEq)]
pub struct Xml<T>(pub T);

impl<T: DeserializeOwned> FromResponse for Xml<T> {
    fn from_response(answer: Response) -> Result<Self> {
        let text = String::from_utf8_lossy(answer.body());
        match quick_xml::de::from_str(text.trim_start_matches('\u{feff}')) {
            Ok(value) => Ok(Self(value)),
            Err(error) => Err(answer.wrong(&error)),
        }
    }
}

/// An XML response as a JSON object: an attribute has the key `@name`, an element with only text is a string, a repeated element a
/// list, and an empty element null. Feature `xml`.
///
/// ```
/// use plugin_core::api::XmlValue;
/// let xml = XmlValue::parse("<a x=\"1\"><b>2</b><b/></a>").unwrap();
/// assert_eq!(xml.0, serde_json::json!({"a": {"@x": "1", "b": ["2", null]}}));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct XmlValue(pub serde_json::Value);

impl XmlValue {
    /// Parses a document.
    ///
    /// # Errors
    /// [`PluginError::server`] if the text is not valid XML. The message contains the reason.
    pub fn parse(text: &str) -> Result<Self> {
        tree::read(text).map_err(|why| PluginError::server(format_args!("The text is not XML: {why}.")))
    }
}

impl FromResponse for XmlValue {
    fn from_response(answer: Response) -> Result<Self> {
        let text = String::from_utf8_lossy(answer.body());
        let value = tree::read(&text).map_err(|why| answer.wrong(&why))?;
        let Some(pointer) = answer.select else { return Ok(value) };
        match value.0.pointer(pointer) {
            Some(found) => Ok(Self(found.clone())),
            None => Err(answer.wrong(&format_args!("there is nothing at {pointer}"))),
        }
    }
}

impl super::FromSelection for XmlValue {}

mod tree {
    use super::XmlValue;
    use quick_xml::Reader;
    use quick_xml::events::{BytesStart, Event};
    use serde_json::{Map, Value};

    /// The maximum nesting of elements.
    const MAX_DEPTH: usize = 128;

    /// An open element.
    struct Open {
        name: String,
        fields: Map<String, Value>,
        text: String,
    }

    /// Parses a document. The error contains the reason why the text is not valid XML.
    pub(super) fn read(text: &str) -> Result<XmlValue, String> {
        let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
        let mut open = vec![Open { name: String::new(), fields: Map::new(), text: String::new() }];
        loop {
            match reader.read_event().map_err(|error| error.to_string())? {
                Event::Start(_) if open.len() > MAX_DEPTH => {
                    return Err("it is nested too deep".to_owned());
                }
                Event::Start(start) => open.push(Open::new(&start)?),
                Event::Empty(start) => {
                    let element = Open::new(&start)?;
                    close(&mut open, element);
                }
                Event::End(_) => {
                    let element = open.pop().ok_or("an element ends that did not begin")?;
                    close(&mut open, element);
                }
                Event::Text(text) => push(&mut open, &text),
                Event::CData(text) => push(&mut open, &text),
                Event::GeneralRef(name) => push(&mut open, &reference(&name)?),
                Event::Eof => break,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
        match <[Open; 1]>::try_from(open) {
            Ok([root]) if root.fields.len() == 1 && root.text.trim().is_empty() => {
                Ok(XmlValue(Value::Object(root.fields)))
            }
            Ok(_) => Err("it is not one XML element".to_owned()),
            Err(_) => Err("an element has no end".to_owned()),
        }
    }

    impl Open {
        fn new(start: &BytesStart<'_>) -> Result<Self, String> {
            let mut fields = Map::new();
            for attribute in start.attributes() {
                let attribute = attribute.map_err(|error| error.to_string())?;
                let name = format!("@{}", attribute.key.as_ref());
                let value =
                    quick_xml::escape::unescape(&attribute.value).map_err(|error| error.to_string())?;
                fields.insert(name, value.into());
            }
            Ok(Self { name: start.name().as_ref().to_owned(), fields, text: String::new() })
        }
    }

    fn push(open: &mut [Open], text: &str) {
        if let Some(element) = open.last_mut() {
            element.text.push_str(text);
        }
    }

    /// Adds an element to its parent.
    fn close(open: &mut [Open], element: Open) {
        let Open { name, mut fields, text } = element;
        let text = text.trim();
        let value = match (fields.is_empty(), text) {
            (true, "") => Value::Null,
            (true, text) => text.into(),
            (false, text) => {
                if !text.is_empty() {
                    fields.insert("#text".to_owned(), text.into());
                }
                Value::Object(fields)
            }
        };
        let Some(around) = open.last_mut() else { return };
        match around.fields.get_mut(&name) {
            None => drop(around.fields.insert(name, value)),
            Some(Value::Array(items)) => items.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }

    /// `&amp;`, `&#65;`
    fn reference(name: &quick_xml::events::BytesRef<'_>) -> Result<String, String> {
        if let Some(letter) = name.resolve_char_ref().map_err(|error| error.to_string())? {
            return Ok(letter.to_string());
        }
        match quick_xml::escape::resolve_predefined_entity(name) {
            Some(text) => Ok(text.to_owned()),
            None => Err(format!("there is no entity `{}`", &**name)),
        }
    }
}
