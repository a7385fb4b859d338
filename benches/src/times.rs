//! Measures the processor time of servers under load, and their memory before it.

use crate::load;
use crate::process::Server;
use crate::subject::{OF_ENCODE, OF_LIST_USERS, OF_SLOW_API, Subject, Workload};
use crate::table::{Row, median};
use anyhow::Result;
use std::time::Duration;

const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(2);

/// The processor time of a request in each workload, and the memory of an idle server.
pub(crate) fn measure(subjects: &[Subject]) -> Result<Vec<Row>> {
    let (mut rows, mut memory) = (Vec::new(), None);
    for workload in [OF_ENCODE, OF_LIST_USERS, OF_SLOW_API] {
        let start = |subject| Server::start(subject, &[], &workload);
        let servers = subjects.iter().map(start).collect::<Result<Vec<_>>>()?;
        memory.get_or_insert_with(|| servers.iter().map(|server| Some(server.memory())).collect::<Vec<_>>());
        rows.push(of_workload(&workload, &servers)?);
        servers.into_iter().try_for_each(Server::stop)?;
    }
    rows.push(Row::new("memory of an idle server", "MiB", memory.unwrap_or_default()));
    Ok(rows)
}

/// In alternation, so that what else the machine does meets all of them.
fn of_workload(workload: &Workload, servers: &[Server]) -> Result<Row> {
    let mut microseconds = vec![Vec::new(); servers.len()];
    for round in 0..=ROUNDS {
        for (server, microseconds) in servers.iter().zip(&mut microseconds) {
            let before = server.cpu_seconds();
            let requests = load::during(server.port, workload, ROUND)?;
            // The first round fills pools and caches.
            if round > 0 {
                microseconds.push((server.cpu_seconds() - before) * 1e6 / requests);
            }
        }
    }
    let name =
        format!("{}, {} connections: processor time of a request", workload.name, workload.connections);
    Ok(Row::new(&name, "µs", microseconds.into_iter().map(median)))
}
