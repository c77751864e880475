//! Merges the stylesheets of the sections, so that the page waits for one file only and the common parts compress well.

/// The page with one link to a stylesheet, and the files to merge, in order. The first file replaces all of them.
pub fn merged(html: &str) -> (String, Vec<String>) {
    let mut page = String::new();
    let mut files = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find("<link ") {
        let (before, link) = rest.split_at(start);
        let (link, after) = link.split_at(link.find('>').map_or(link.len(), |end| end + 1));
        page.push_str(before);
        match stylesheet(link) {
            Some(file) => {
                if files.is_empty() {
                    page.push_str(link);
                }
                files.push(file.to_owned());
            }
            None => page.push_str(link),
        }
        rest = after;
    }
    page.push_str(rest);
    (page, files)
}

/// The file of a link, if the link is to a stylesheet.
fn stylesheet(link: &str) -> Option<&str> {
    let value = |name: &str| {
        let (_, value) = link.split_once(name)?;
        value.trim_start_matches('"').split(['"', ' ', '>']).next()
    };
    (value(" rel=")? == "stylesheet").then(|| value(" href="))?.map(|href| href.trim_start_matches("./"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_the_stylesheets_stands_for_all() {
        let page = "<link rel=icon href=i.svg><link rel=\"stylesheet\" href=\"./a-1.css\" integrity=\"x\"/>\
            <link href=./b-2.css rel=stylesheet><p>text";
        let (html, files) = merged(page);
        assert_eq!(
            html,
            "<link rel=icon href=i.svg><link rel=\"stylesheet\" href=\"./a-1.css\" integrity=\"x\"/><p>text"
        );
        assert_eq!(files, ["a-1.css", "b-2.css"]);
    }
}
