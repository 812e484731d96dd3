// The time series of one metric family, found by their label values.
#pragma once

#include <prometheus/family.h>
#include <prometheus/histogram.h>

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace orderhook {

/// Prometheus' own look-up builds and hashes a map of labels on each call, which costs more than
/// all else on the way of a request; this one compares a few short texts. Thread-safe.
template <class Metric> class Series {
public:
    /// A family with these one or two labels. `buckets` is for histograms.
    Series(
        prometheus::Family<Metric>& family,
        std::vector<std::string> labels,
        prometheus::Histogram::BucketBoundaries buckets = {}
    )
        : family_(family),
          labels_(std::move(labels)),
          buckets_(std::move(buckets)) {}

    /// The metric with these values of the labels, made when it is new. It lives as long as the
    /// family.
    Metric& at(std::string_view first, std::string_view second = {}) {
        const std::lock_guard lock(mutex_);
        const auto found = known_.find(Values{first, second});
        if (found != known_.end()) return *found->second;
        Metric& metric = make(first, second);
        known_.emplace(std::pair(first, second), &metric);
        return metric;
    }

private:
    using Values = std::pair<std::string_view, std::string_view>;
    using OwnedValues = std::pair<std::string, std::string>;

    struct Less {
        using is_transparent = void;
        static Values view(const OwnedValues& values) { return {values.first, values.second}; }
        static const Values& view(const Values& values) { return values; }
        bool operator()(const auto& left, const auto& right) const {
            return view(left) < view(right);
        }
    };

    Metric& make(std::string_view first, std::string_view second) {
        prometheus::Labels labels{{labels_[0], std::string(first)}};
        if (labels_.size() > 1) labels.emplace(labels_[1], second);
        if constexpr (std::is_same_v<Metric, prometheus::Histogram>)
            return family_.Add(labels, buckets_);
        else
            return family_.Add(labels);
    }

    prometheus::Family<Metric>& family_;
    const std::vector<std::string> labels_;
    const prometheus::Histogram::BucketBoundaries buckets_;
    std::mutex mutex_;
    std::map<OwnedValues, Metric*, Less> known_;
};

} // namespace orderhook
