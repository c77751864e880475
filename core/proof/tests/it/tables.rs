//! Tables in the crate's texts that are made from the subjects. `ETALON_WRITE=1 cargo test …` writes them again.

use etalon_proof::oracle::tables::TABLES;

use crate::helpers::writes;

#[test]
fn the_texts_have_the_tables_that_the_subjects_make() {
    for table in &TABLES {
        let (file, name) = (table.file(), table.name);
        let text = std::fs::read_to_string(&file).unwrap();
        let wanted = table.put_into(&text);
        let marks = format!("<!-- {name} --> and <!-- /{name} -->");
        let wanted = wanted.unwrap_or_else(|| panic!("{} lacks {marks}", file.display()));
        if writes() {
            std::fs::write(&file, &wanted).unwrap();
        } else {
            let (file, made) = (file.display(), (table.make)());
            assert!(
                text == wanted,
                "{file} should have this between {marks} (ETALON_WRITE=1 writes it):\n{made}"
            );
        }
    }
}

#[test]
fn a_table_goes_between_its_marks_and_nowhere_else() {
    let [kinds, errors] = &TABLES;
    let text = "before\n<!-- kinds -->\nold\n<!-- /kinds -->\nafter";
    let put = kinds.put_into(text).unwrap();
    assert!(
        put.starts_with("before\n<!-- kinds -->\n\n| kind |") && put.ends_with("|\n\n<!-- /kinds -->\nafter")
    );
    assert_eq!(kinds.put_into(&put).as_ref(), Some(&put), "it is there already");
    assert_eq!(errors.put_into(text), None);
    let table = (errors.make)();
    assert!(table.contains("| exponential, 1,000 steps | 0.51 | 22 | 0.55 | 350 |\n"), "{table}");
}
