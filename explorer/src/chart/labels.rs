//! Names at the ends of lines, moved apart so that none covers another.

/// Places as near to `wanted` as a gap of `gap` and the ends `low` and `high` allow; in the order of `wanted`.
#[must_use]
pub fn spread(wanted: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_unstable_by(|a, b| wanted[*a].total_cmp(&wanted[*b]));
    // Neighbours that are too close become one block, centred on what its members wanted.
    let mut blocks: Vec<Block> = Vec::new();
    for at in order {
        let mut block = Block { members: vec![at], sum: wanted[at] };
        while let Some(above) = blocks.pop() {
            if above.end(gap) + gap <= block.start() {
                blocks.push(above);
                break;
            }
            let offset = gap * above.members.len() as f64;
            block = Block {
                sum: above.sum + block.sum - offset * block.members.len() as f64,
                members: [above.members, block.members].concat(),
            };
        }
        blocks.push(block);
    }
    let mut places = vec![0.0; wanted.len()];
    for block in &blocks {
        for (at, member) in block.members.iter().enumerate() {
            places[*member] = block.start() + gap * at as f64;
        }
    }
    hold(&mut places, &blocks, gap, low, high);
    places
}

#[derive(Debug)]
struct Block {
    /// Indices, top to bottom.
    members: Vec<usize>,
    /// Sum of where the first would have to stand for each member to stand where it wants.
    sum: f64,
}

impl Block {
    fn start(&self) -> f64 {
        self.sum / self.members.len() as f64
    }

    fn end(&self, gap: f64) -> f64 {
        self.start() + gap * (self.members.len() - 1) as f64
    }
}

/// Pushes everything inside the ends, the upper limit first.
fn hold(places: &mut [f64], blocks: &[Block], gap: f64, low: f64, high: f64) {
    let order: Vec<usize> = blocks.iter().flat_map(|block| block.members.iter().copied()).collect();
    let mut limit = high;
    for at in order.iter().rev() {
        places[*at] = places[*at].min(limit);
        limit = places[*at] - gap;
    }
    let mut limit = low;
    for at in &order {
        places[*at] = places[*at].max(limit);
        limit = places[*at] + gap;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_never_overlap_and_stay_inside() {
        for wanted in [
            vec![100.0, 100.0, 100.0, 100.0, 0.0],
            vec![1.0, 2.0, 3.0, 4.0, 5.0],
            vec![97.0, 98.0, 99.0, 20.0, 22.0],
            vec![0.0, 0.0, 0.0, 0.0, 0.0],
        ] {
            let mut places = spread(&wanted, 13.0, 0.0, 100.0);
            places.sort_unstable_by(f64::total_cmp);
            assert!(places[0] >= 0.0 && places[4] <= 100.0 + 1e-9, "{places:?}");
            assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= 13.0 - 1e-9), "{places:?}");
        }
    }

    #[test]
    fn labels_with_room_stay_where_they_are() {
        assert_eq!(spread(&[50.0, 10.0], 13.0, 0.0, 100.0), vec![50.0, 10.0]);
    }

    #[test]
    fn a_crowd_is_centred_on_itself() {
        assert_eq!(spread(&[50.0, 50.0, 50.0], 10.0, 0.0, 100.0), vec![40.0, 50.0, 60.0]);
    }
}
