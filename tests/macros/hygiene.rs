//! Generated code does not depend on the names in scope: here all of them mean something else.
#![allow(missing_docs, dead_code, non_camel_case_types, unused_macros)]

mod standard {
    /// serde's own derives use some of these names.
    #[derive(serde::Serialize, serde::Deserialize, plugin_core::Schema)]
    pub struct Input {
        /// Name
        pub name: String,
    }
}

mod prelude_redefined {
    use super::standard::Input;
    use ::plugin_core::{Http, Schema, action, api_call, connection};

    // `Result` and `String` stay, for the author's own code.
    type Option = ();
    type Vec = ();
    type Box = ();
    type bool = ();
    type str = ();
    type usize = ();
    struct Some;
    struct None;
    struct Ok;
    struct Err;
    trait Send {}
    trait Sync {}
    trait Into {}
    trait Fn {}
    mod std {}
    mod core {}
    mod plugin_core {}
    mod serde {}
    macro_rules! env {
        () => {};
    }
    macro_rules! assert {
        () => {};
    }
    macro_rules! concat {
        () => {};
    }

    #[derive(Schema)]
    enum Level {
        Low,
    }

    #[derive(Schema)]
    struct Fields {
        /// Name
        #[field(enum = ["a"], default = "a", example = "a")]
        name: String,
        /// Number
        number: ::core::option::Option<u8>,
    }

    struct Api {
        http: Http,
    }

    impl Api {
        #[api_call(POST, "users/{name}")]
        async fn add(
            &self,
            name: &String,
            #[query] level: Level,
            #[json] input: &Input,
        ) -> ::plugin_core::Result<()>;
    }

    struct Connection {
        api: Api,
    }

    #[connection]
    impl Connection {
        async fn connect(input: Input) -> ::plugin_core::Result<Self> {
            Http::new(input.name).map(|http| Self { api: Api { http } })
        }

        async fn test(&self) -> ::plugin_core::Result<()> {
            ::core::result::Result::Ok(())
        }
    }

    /// Find one
    #[action]
    async fn get_user(
        connection: &Connection,
        input: Input,
        context: &::plugin_core::Context,
    ) -> ::plugin_core::Result<Input> {
        let _ = (connection, context);
        ::core::result::Result::Ok(input)
    }

    /// Find another
    #[action]
    async fn get_other() -> ::plugin_core::Result<()> {
        ::core::result::Result::Ok(())
    }

    ::plugin_core::plugin! { title: "Hygiene", vendor: "acme", connection: Connection, actions: [get_user, get_other] }

    #[test]
    fn generated_code_ignores_names_in_scope() {
        ::std::assert_eq!(plugin().actions().collect::<::std::vec::Vec<_>>(), ["get_user", "get_other"]);
    }
}
