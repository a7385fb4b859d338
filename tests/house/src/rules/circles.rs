//! The files of a crate do not import each other in a circle.

use crate::finding::Finding;
use crate::modules::{Tree, arrows};
use crate::workspace::Workspace;
use anyhow::Result;
use petgraph::algo::feedback_arc_set::greedy_feedback_arc_set;
use petgraph::algo::tarjan_scc;
use petgraph::stable_graph::{NodeIndex, StableDiGraph};
use petgraph::visit::EdgeRef;
use std::collections::BTreeMap;
use std::path::Path;

/// Names for each file in a circle the imports that lead to others of it, and which of them to cut.
pub fn check(workspace: &Workspace) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for package in &workspace.crates {
        for root in &package.roots {
            let tree = Tree::read(&workspace.root, root, package.import_name())?;
            findings.extend(circles(&tree));
        }
    }
    Ok(findings)
}

fn circles(tree: &Tree) -> Vec<Finding> {
    let arrows = arrows(tree);
    let mut findings = Vec::new();
    for knot in knots(tree.files.len(), &arrows) {
        let inside = arrows.iter().filter(|((from, to), _)| knot.contains(from) && knot.contains(to));
        let inside = inside.map(|(ends, arrow)| (*ends, arrow)).collect::<BTreeMap<_, _>>();
        let cuts = cuts(tree.files.len(), &inside);
        let size = knot.len();
        for file in &knot {
            let outgoing = inside.iter().filter(|((from, _), _)| from == file);
            let list = outgoing.clone().map(|((_, to), arrow)| {
                let mark = if cuts.contains(&(*file, *to)) { " (cut)" } else { "" };
                format!("{} [{}]{mark}", short(tree, *to), arrow.summary())
            });
            let list = list.collect::<Vec<_>>().join("; ");
            findings.push(Finding {
                path: tree.files[*file].path.clone(),
                line: outgoing.map(|(_, arrow)| arrow.line).min().unwrap_or(1),
                message: format!(
                    "in a circle of {size} files, imports {list}: move what is imported below both, or pass it in"
                ),
            });
        }
    }
    findings
}

/// The groups of files that reach each other, each sorted.
fn knots<T>(files: usize, arrows: &BTreeMap<(usize, usize), T>) -> Vec<Vec<usize>> {
    let mut knots = tarjan_scc(&graph(files, arrows))
        .into_iter()
        .filter(|knot| knot.len() > 1)
        .map(|knot| knot.into_iter().map(NodeIndex::index).collect::<Vec<_>>())
        .collect::<Vec<_>>();
    knots.iter_mut().for_each(|knot| knot.sort_unstable());
    knots.sort_unstable();
    knots
}

/// A few arrows without which there is no circle.
fn cuts<T>(files: usize, arrows: &BTreeMap<(usize, usize), T>) -> Vec<(usize, usize)> {
    let graph = graph(files, arrows);
    greedy_feedback_arc_set(&graph).map(|edge| (edge.source().index(), edge.target().index())).collect()
}

fn graph<T>(files: usize, arrows: &BTreeMap<(usize, usize), T>) -> StableDiGraph<(), ()> {
    let mut graph = StableDiGraph::new();
    let nodes = (0..files).map(|_| graph.add_node(())).collect::<Vec<_>>();
    for (from, to) in arrows.keys() {
        graph.add_edge(nodes[*from], nodes[*to], ());
    }
    graph
}

/// The path of a file from the folder of the crate's root.
fn short(tree: &Tree, file: usize) -> String {
    let folder = tree.files[0].path.parent().unwrap_or(Path::new(""));
    let path = &tree.files[file].path;
    path.strip_prefix(folder).unwrap_or(path).display().to_string()
}
