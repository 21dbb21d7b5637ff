#include "tessera/rpc/worker_pool.h"

#include <atomic>
#include <future>

#include <boost/test/unit_test.hpp>

namespace tessera::rpc {
namespace {

BOOST_AUTO_TEST_SUITE(worker_pool)

BOOST_AUTO_TEST_CASE(a_full_queue_refuses_at_once_and_takes_again_later) {
  WorkerPool pool(1, 1);
  std::promise<void> running;
  std::promise<void> release;
  BOOST_TEST(pool.TrySubmit([&] {
    running.set_value();
    release.get_future().wait();
  }));
  running.get_future().wait();
  std::promise<void> second;
  BOOST_TEST(pool.TrySubmit([&] { second.set_value(); }));
  BOOST_TEST(!pool.TrySubmit([] {}));
  release.set_value();
  second.get_future().wait();
  std::promise<void> third;
  BOOST_TEST(pool.TrySubmit([&] { third.set_value(); }));
  third.get_future().wait();
}

BOOST_AUTO_TEST_CASE(what_goes_on_takes_no_place_from_what_is_new) {
  WorkerPool pool(1, 1);
  std::promise<void> running;
  std::promise<void> release;
  BOOST_TEST(pool.TrySubmit([&] {
    running.set_value();
    release.get_future().wait();
  }));
  running.get_future().wait();
  std::atomic<int> ran{0};
  for (int i = 0; i < 100; ++i) pool.Continue([&] { ++ran; });
  BOOST_TEST(pool.TrySubmit([&] { ++ran; }));
  BOOST_TEST(!pool.TrySubmit([&] { ++ran; }));
  release.set_value();
  pool.Stop();
  BOOST_TEST(ran == 101);
}

BOOST_AUTO_TEST_CASE(stopping_runs_what_is_queued_and_takes_no_more) {
  std::atomic<int> ran{0};
  WorkerPool pool(2, 100);
  for (int i = 0; i < 50; ++i) BOOST_TEST(pool.TrySubmit([&] { ++ran; }));
  pool.Stop();
  BOOST_TEST(ran == 50);
  BOOST_TEST(!pool.TrySubmit([&] { ++ran; }));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::rpc
