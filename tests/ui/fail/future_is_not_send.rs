//! A function that keeps what must stay on its thread is shown by its name.

use commandry::{command, commands};

#[command]
async fn keep() -> u8 {
    let kept = std::rc::Rc::new(3);
    std::future::ready(()).await;
    *kept
}

struct Service;

#[commands]
impl Service {
    #[command]
    async fn keep_too(&self) -> u8 {
        let kept = std::rc::Rc::new(3);
        std::future::ready(()).await;
        *kept
    }
}

fn main() {}
